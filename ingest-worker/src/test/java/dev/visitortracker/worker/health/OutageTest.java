package dev.visitortracker.worker.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visitortracker.worker.telemetry.WorkerMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.r2dbc.spi.R2dbcTransientResourceException;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutageTest {
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final Outage outage = new Outage(new WorkerMetrics(meters));

  @Test
  void cause_isNull_whileAllOfTheWorkerGoesOn() {
    assertThat(outage.cause()).isNull();
    assertThat(paused()).isZero();
  }

  @Test
  void cause_namesTheConditionAndTheError_untilTheWriterGoesOn() {
    outage.databaseFailed(new R2dbcTransientResourceException("no space", "53100"));

    assertThat(outage.cause()).startsWith("PostgreSQL's disk is full: ").contains("no space");
    assertThat(paused()).isOne();
    assertThat(failed("disk_full")).isOne();
    outage.writerGoesOn();
    assertThat(outage.cause()).isNull();
    assertThat(paused()).isZero();
  }

  @Test
  void cause_ofTheConsumerStays_whenTheWriterGoesOn() {
    outage.consumerWaits(new R2dbcTransientResourceException("gone", "08006"));

    outage.writerGoesOn();

    assertThat(outage.cause()).startsWith("PostgreSQL does not answer: ");
    outage.consumerGoesOn();
    assertThat(outage.cause()).isNull();
  }

  @Test
  void partitionsThatStandStill_areTold_andPauseNotTheWorker() {
    outage.standingStill(List.of("partition 0 waits", "partition 3 waits"));

    assertThat(outage.standing()).containsExactly("partition 0 waits", "partition 3 waits");
    assertThat(outage.cause()).isNull();
    assertThat(paused()).isZero();
  }

  @Test
  void cause_isKafka_untilItAnswers() {
    outage.kafkaAway("Kafka does not answer");

    assertThat(outage.cause()).isEqualTo("Kafka does not answer");
    assertThat(paused()).isOne();
    outage.kafkaAnswers();
    assertThat(outage.cause()).isNull();
  }

  @Test
  void everyFailedAttempt_isCounted_whenDeadLettersAreNotKept() {
    outage.deadLettersFailed(new IllegalStateException("no leader"));
    outage.deadLettersFailed(new IllegalStateException("no leader"));

    assertThat(failed("letters_not_kept")).isEqualTo(2);
    assertThat(outage.cause()).startsWith("Kafka does not take dead letters: ");
  }

  private double paused() {
    return meters.get("ingest.paused").gauge().value();
  }

  private double failed(String condition) {
    return meters.get("ingest.attempts.failed").tag("condition", condition).counter().count();
  }
}

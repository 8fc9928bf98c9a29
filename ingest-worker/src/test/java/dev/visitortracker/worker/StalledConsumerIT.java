package dev.visitortracker.worker;

import static dev.visitortracker.worker.Fixture.unique;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.visitortracker.worker.primary.PrimaryDatabase;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/**
 * A consumer that lives, heartbeats and polls, has backlog and demand, and gets nothing: the broker
 * holds its fetches back by a quota that they never satisfy.
 */
class StalledConsumerIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration STALL_TIMEOUT = Duration.ofSeconds(3);

  private final TestDatabase database = TestDatabase.create();
  private final TestTopic topic = TestTopic.create(2);
  private final String site = unique("site");
  private final String instance = unique("worker");
  private final PrimaryDatabase primary = new PrimaryDatabase(database.properties(), "test", 6);
  private final TestWorker worker =
      new TestWorker(
          topic.name(), topic.name(), instance, primary, letters -> Mono.empty(), STALL_TIMEOUT);

  @AfterEach
  void close() {
    worker.close();
    TestTopic.holdBack(instance, false);
    primary.close();
  }

  @Test
  void consumerIsReplaced_andEveryVisitStoredOnce_whenItStandsStillWithBacklog() {
    topic.produce(0, Fixture.visits(site, 1_000, Instant.now()));
    TestTopic.holdBack(instance, true);
    worker.start();

    // Twice: the goodbye of the first, which comes late, must not blind the watch over the second.
    await().atMost(PATIENCE).until(() -> worker.metric("ingest.restarts") > 1);
    assertThat(worker.metric("ingest.lag", "partition", "0")).isEqualTo(1_000);
    assertThat(database.rows()).isZero();
    TestTopic.holdBack(instance, false);

    await().atMost(PATIENCE).until(() -> database.rows() == 1_000);
    assertThat(database.rollup("all")).isEqualTo(1_000);
    assertThat(database.number("SELECT sum(stored)::bigint FROM ingest_watermark"))
        .isEqualTo(1_000);
  }
}

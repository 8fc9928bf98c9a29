package dev.visitortracker.worker.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visitortracker.kafka.HastySender;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

class DurableSenderTest {
  private static final Duration DELAY = Duration.ofSeconds(1);

  private static final List<ProducerRecord<byte[], byte[]>> RECORDS =
      IntStream.range(0, 300).mapToObj(DurableSenderTest::record).toList();

  @Test
  void send_completesOnlyWhenTheLastRecordIsAcknowledged_whereTheSenderCompletesEarlier() {
    StepVerifier.withVirtualTime(() -> sender(DELAY).send(RECORDS))
        .expectSubscription()
        .expectNoEvent(DELAY.plusMillis(999))
        .thenAwait(Duration.ofMillis(1))
        .verifyComplete();
  }

  @Test
  void send_fails_whereKafkaDoesNotAnswer() {
    StepVerifier.withVirtualTime(() -> sender(Duration.ofDays(1)).send(RECORDS))
        .thenAwait(Duration.ofSeconds(20))
        .verifyErrorSatisfies(error -> assertThat(error).isInstanceOf(TimeoutException.class));
  }

  private static DurableSender sender(Duration delay) {
    return new DurableSender(new HastySender(delay, record -> false), Schedulers.immediate());
  }

  private static ProducerRecord<byte[], byte[]> record(int number) {
    return new ProducerRecord<>("topic", new byte[] {(byte) number});
  }
}

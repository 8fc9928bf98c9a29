package dev.visitortracker.api.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visitortracker.api.publish.PublishOutcome;
import dev.visitortracker.api.publish.PublishOutcome.Published;
import dev.visitortracker.api.publish.PublishOutcome.Reason;
import dev.visitortracker.api.publish.PublishOutcome.Unavailable;
import dev.visitortracker.api.telemetry.Metrics;
import dev.visitortracker.event.Visit;
import dev.visitortracker.event.VisitIds;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class TrafficQueueTest {
  private static final PublishOutcome AWAY =
      new Unavailable(Reason.NOT_ACKNOWLEDGED, Duration.ofSeconds(1));

  private final Metrics metrics = new Metrics(new SimpleMeterRegistry());
  private final List<PublishOutcome> answers = new ArrayList<>();
  private final List<List<Visit>> batches = new ArrayList<>();
  private final TrafficQueue queue =
      new TrafficQueue(
          new TrafficSettings(true, "own", 4, 2, Duration.ofMillis(50)),
          (visits, trace) -> Mono.fromSupplier(() -> answer(visits)),
          metrics);

  @Test
  void visits_arePublishedInBatches_whenTheQueueIsEmptied() {
    add(3);

    drain();

    assertThat(batches).extracting(List::size).containsExactly(2, 1);
    assertThat(metrics.outcomes().trafficPublished()).isEqualTo(3);
  }

  @Test
  void visits_waitOn_whenKafkaIsAway() {
    add(3);
    answers.add(AWAY);

    drain();
    assertThat(batches).hasSize(1);
    drain();

    assertThat(metrics.outcomes().trafficPublished()).isEqualTo(3);
    assertThat(metrics.outcomes().trafficDropped()).isZero();
  }

  @Test
  void visits_areDroppedAndCounted_whenTheQueueIsFull() {
    add(6);

    drain();

    assertThat(metrics.outcomes().trafficPublished()).isEqualTo(4);
    assertThat(metrics.outcomes().trafficDropped()).isEqualTo(2);
  }

  @Test
  void visits_goBack_whenPublishingThemFailsOrIsCancelled() {
    var first = new AtomicInteger();
    var failing =
        new TrafficQueue(
            new TrafficSettings(true, "own", 4, 2, Duration.ofMillis(50)),
            (visits, trace) ->
                switch (first.incrementAndGet()) {
                  case 1 -> Mono.error(new IllegalStateException("a defect"));
                  case 2 -> Mono.never();
                  default -> Mono.fromSupplier(() -> answer(visits));
                },
            metrics);
    failing.add(visit(1));

    failing.drain().as(StepVerifier::create).verifyError(IllegalStateException.class);
    failing.drain().subscribe().dispose();
    failing.drain().as(StepVerifier::create).verifyComplete();

    assertThat(metrics.outcomes().trafficPublished()).isEqualTo(1);
    assertThat(metrics.outcomes().trafficDropped()).isZero();
  }

  private void add(int visits) {
    for (int i = 0; i < visits; i++) {
      queue.add(visit(i));
    }
  }

  private static Visit visit(int second) {
    return new Visit(
        VisitIds.random(second),
        "own",
        InetAddress.getLoopbackAddress(),
        "/",
        "GET",
        200,
        null,
        null,
        null);
  }

  private void drain() {
    queue.drain().as(StepVerifier::create).verifyComplete();
  }

  private PublishOutcome answer(List<Visit> visits) {
    batches.add(visits);
    return answers.isEmpty() ? new Published(Map.of()) : answers.removeFirst();
  }
}

package dev.visitortracker.api.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visitortracker.api.publish.VisitPublisher;
import dev.visitortracker.api.telemetry.Metrics;
import dev.visitortracker.event.CheckResult;
import dev.visitortracker.event.Defaults;
import dev.visitortracker.event.Visit;
import dev.visitortracker.event.VisitDraft;
import dev.visitortracker.event.VisitRules;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class TrafficQueueTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final TrafficSettings SETTINGS =
      new TrafficSettings(true, "own", 2, 10, Duration.ofMillis(50));

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  @Test
  void visits_areCountedAsDropped_whenPublishingThemFails() {
    TrafficQueue queue =
        queue((visits, traceparent) -> Mono.error(new IllegalStateException("a defect")));
    queue.add(visit());
    queue.add(visit());
    queue.add(visit());

    queue.drain().as(StepVerifier::create).verifyError(IllegalStateException.class);

    assertThat(registry.counter("traffic.dropped").count()).isEqualTo(3);
  }

  @Test
  void visits_areCountedAsDropped_whenTheServiceEndsWhileKafkaIsAsked() {
    TrafficQueue queue = queue((visits, traceparent) -> Mono.never());
    queue.add(visit());

    queue.drain().as(StepVerifier::create).thenCancel().verify();

    assertThat(registry.counter("traffic.dropped").count()).isEqualTo(1);
    assertThat(registry.counter("traffic.published").count()).isZero();
  }

  private TrafficQueue queue(VisitPublisher publisher) {
    return new TrafficQueue(SETTINGS, publisher, new Metrics(registry));
  }

  private static Visit visit() {
    var draft = new VisitDraft(null, null, null, null, "/a", "GET", 200, null, null, 1);
    var defaults = Defaults.receivedFrom(InetAddress.getLoopbackAddress(), NOW);
    var rules = new VisitRules(Duration.ofDays(1), Duration.ofDays(1), InstantSource.fixed(NOW));
    return ((CheckResult.Valid) rules.check(draft, defaults)).visit();
  }
}

package dev.visitortracker.api.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visitortracker.api.publish.VisitPublisher;
import dev.visitortracker.api.telemetry.Metrics;
import dev.visitortracker.event.Visit;
import dev.visitortracker.event.VisitRules;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.HttpMethod;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class TrafficFilterTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  @ParameterizedTest
  @CsvSource({
    "/,true",
    "/visits,true",
    "/visits/stream,true",
    "/eventsource,true",
    "/nope,true",
    "/events,false",
    "/events/,false",
    "/health,false",
    "/health/ready,false",
    "/metrics,false",
    "/ledger,false",
    "/docs/index.html,false",
    "/openapi.json,false"
  })
  void answer_isRecorded_unlessItsPathIsForSendersOrProbes(String path, boolean recorded) {
    assertThat(TrafficFilter.isRecorded(path)).isEqualTo(recorded);
  }

  @ParameterizedTest
  @CsvSource({
    "VERSION-CONTROL, VERSION-CONTROL",
    "ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFGHIJ, ABCDEFGHIJKLMNOPQRSTUVWXYZABCDE~"
  })
  void answer_isRecorded_whateverItsRequestLooksLike(String method, String recorded) {
    var published = new AtomicReference<List<Visit>>(List.of());
    VisitPublisher publisher =
        (visits, traceparent) -> {
          published.set(visits);
          return Mono.empty();
        };
    var metrics = new Metrics(new SimpleMeterRegistry());
    var settings = new TrafficSettings(true, "own", 10, 10, Duration.ofMillis(50));
    var queue = new TrafficQueue(settings, publisher, metrics);
    var rules = new VisitRules(Duration.ofDays(1), Duration.ofDays(1), () -> NOW);
    var filter = new TrafficFilter(queue, rules, "own", () -> NOW, metrics);
    var request =
        MockServerHttpRequest.method(
                HttpMethod.valueOf(method), URI.create("/" + "%E0%B8%81".repeat(300)))
            .header("User-Agent", "a\tb");

    filter
        .filter(
            MockServerWebExchange.from(request), exchange -> exchange.getResponse().setComplete())
        .then(queue.drain())
        .as(StepVerifier::create)
        .verifyComplete();

    Visit visit = published.get().getFirst();
    assertThat(visit.method()).isEqualTo(recorded);
    assertThat(visit.userAgent()).isEqualTo("a\ufffdb");
    assertThat(visit.endpoint()).isEqualTo("/" + "\u0e01".repeat(253) + "\u2026");
  }
}

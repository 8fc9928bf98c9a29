package dev.visitortracker.api.ingest.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visitortracker.api.idempotency.IdempotencyStatus;
import dev.visitortracker.api.idempotency.IdempotencyStore;
import dev.visitortracker.api.idempotency.IdempotencyStores;
import dev.visitortracker.api.ingest.request.BodyKind;
import dev.visitortracker.api.ingest.request.IngestRequest;
import dev.visitortracker.api.ingest.request.LogFormat;
import dev.visitortracker.api.problem.ProblemType;
import dev.visitortracker.api.telemetry.Metrics;
import dev.visitortracker.api.token.Preferences;
import dev.visitortracker.event.CheckResult;
import dev.visitortracker.event.Defaults;
import dev.visitortracker.event.Visit;
import dev.visitortracker.event.VisitRules;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import tools.jackson.core.JsonParser;

/**
 * Attempts while no memory can be asked. What is known when there is one is in {@code
 * IdempotencyIT}, because only a real Redis puts a first value under a key.
 */
class AttemptsTest {
  private static final String UNTIMED =
      "{\"endpoint\":\"/a\",\"method\":\"GET\",\"response_code\":200}";
  private static final String TIMED =
      "{\"endpoint\":\"/a\",\"method\":\"GET\",\"response_code\":200,"
          + "\"timestamp\":\"2026-01-01T00:00:00Z\"}";

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private Instant now = Instant.parse("2026-01-02T03:04:05Z");
  private final VisitRules rules =
      new VisitRules(Duration.ofDays(365), Duration.ofMinutes(5), () -> now);

  @Test
  void event_isTakenWithoutAWord_whenItHasNoKey() {
    Attempt attempt = attempt(IdempotencyStores.none(), null, UNTIMED);

    assertThat(attempt.repetition()).isNull();
    assertThat(visit(attempt).timestampMillis()).isEqualTo(now.toEpochMilli());
    assertThat(registry.find("visits.keyed").counters()).isEmpty();
  }

  @Test
  void attempts_areOneVisit_whenTheEventHasATimeAndNobodyRemembers() {
    Attempt first = attempt(IdempotencyStores.none(), "order 7", TIMED);
    now = now.plusSeconds(60);
    Attempt second = attempt(IdempotencyStores.none(), "order 7", TIMED);

    assertThat(first.repetition()).isEqualTo(IdempotencyStatus.BY_TIME);
    assertThat(visit(second).id()).isEqualTo(visit(first).id());
    assertThat(registry.get("visits.keyed").tag("seen", "by_time").counter().count()).isEqualTo(2);
  }

  @Test
  void attempts_areTwoVisits_whenTheirKeysDiffer() {
    Attempt first = attempt(IdempotencyStores.none(), "order 7", TIMED);
    Attempt second = attempt(IdempotencyStores.none(), "order 8", TIMED);

    assertThat(visit(second).id()).isNotEqualTo(visit(first).id());
  }

  @Test
  void event_isRefused_whenItHasNoTimeAndTheServiceHasNoMemory() {
    Attempt attempt = attempt(IdempotencyStores.none(), "order 7", UNTIMED);

    assertRefused(attempt, ProblemType.INVALID_HEADER, 1);
  }

  @Test
  void event_isTakenAndSaidToBeUnprotected_whenItHasNoTimeAndTheMemoryIsAway() {
    Attempt attempt = attempt(IdempotencyStores.away(), "order 7", UNTIMED);

    assertThat(attempt.repetition()).isEqualTo(IdempotencyStatus.UNPROTECTED);
    assertThat(visit(attempt).timestampMillis()).isEqualTo(now.toEpochMilli());
  }

  @Test
  void event_isTakenAndSaidToBeUnprotected_whenOnlyItselfHasAKeyAndNobodyRemembers() {
    Attempt attempt = attempt(IdempotencyStores.none(), null, UNTIMED, keyed());

    assertThat(attempt.repetition()).isEqualTo(IdempotencyStatus.UNPROTECTED);
  }

  @Test
  void event_isTakenWithoutAWord_whenItHasATimeAndAKeyOfItsOwn() {
    Attempt attempt = attempt(IdempotencyStores.none(), null, TIMED, keyed());

    assertThat(attempt.repetition()).isNull();
  }

  @Test
  void array_isRefused_whenItComesUnderOneKey() {
    Attempt attempt = attempt(IdempotencyStores.none(), "order 7", "[" + UNTIMED + "]");

    assertRefused(attempt, ProblemType.INVALID_HEADER, 0);
  }

  @Test
  void event_isRefusedByItsRule_whenItBreaksOne() {
    Attempt attempt = attempt(IdempotencyStores.none(), "order 7", "{\"endpoint\":\"/a\"}");

    assertRefused(attempt, ProblemType.INVALID_EVENT, 1);
  }

  private Attempt attempt(IdempotencyStore store, @Nullable String key, String body) {
    return attempt(
        store,
        key,
        body,
        new JsonBodyReader(new PlainEvent(rules), JsonBodyReader.Shape.EITHER, 10));
  }

  private Attempt attempt(
      IdempotencyStore store, @Nullable String key, String body, JsonBodyReader reader) {
    var attempts = new Attempts(store, () -> now, new Metrics(registry));
    var sent = new SentEvent(body.getBytes(StandardCharsets.UTF_8), request(key), reader);
    return Objects.requireNonNull(attempts.read(sent).block(Duration.ofSeconds(60)));
  }

  private static IngestRequest request(@Nullable String key) {
    return new IngestRequest(
        BodyKind.JSON,
        "demo",
        1,
        LogFormat.AUTO,
        InetAddress.getLoopbackAddress(),
        null,
        key,
        Preferences.NONE,
        -1,
        Flux.empty());
  }

  /** Reads one event that has a key of its own, as a CloudEvent has. */
  private JsonBodyReader keyed() {
    var plain = new PlainEvent(rules);
    EventFormat format =
        new EventFormat() {
          @Override
          public CheckResult read(JsonParser parser, Defaults defaults) {
            return plain.read(parser, defaults);
          }

          @Override
          public boolean hasKeys() {
            return true;
          }
        };
    return new JsonBodyReader(format, JsonBodyReader.Shape.OBJECT, 10);
  }

  private static Visit visit(Attempt attempt) {
    assertThat(attempt.body()).isInstanceOf(JsonBody.One.class);
    return ((JsonBody.One) attempt.body()).visit();
  }

  private static void assertRefused(Attempt attempt, ProblemType type, int events) {
    assertThat(attempt.repetition()).isNull();
    assertThat(attempt.body())
        .isInstanceOfSatisfying(
            JsonBody.Refused.class,
            refused -> {
              assertThat(refused.problem().type()).isEqualTo(type);
              assertThat(refused.events()).isEqualTo(events);
            });
  }
}

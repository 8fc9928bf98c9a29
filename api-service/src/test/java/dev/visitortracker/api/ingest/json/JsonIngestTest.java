package dev.visitortracker.api.ingest.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visitortracker.api.admission.ByteBudget;
import dev.visitortracker.api.idempotency.IdempotencyStores;
import dev.visitortracker.api.ingest.outcome.AcceptedResponses;
import dev.visitortracker.api.ingest.outcome.CountingPublisher;
import dev.visitortracker.api.ingest.request.BodyKind;
import dev.visitortracker.api.ingest.request.IngestRequest;
import dev.visitortracker.api.ingest.request.IngestSettings;
import dev.visitortracker.api.ingest.request.LogFormat;
import dev.visitortracker.api.publish.PublishOutcome;
import dev.visitortracker.api.publish.PublishOutcome.Published;
import dev.visitortracker.api.publish.PublishOutcome.Unavailable;
import dev.visitortracker.api.replica.ReplicaSets;
import dev.visitortracker.api.telemetry.Metrics;
import dev.visitortracker.api.token.Position;
import dev.visitortracker.api.token.Preferences;
import dev.visitortracker.api.token.TokenSettings;
import dev.visitortracker.api.token.VisitTokens;
import dev.visitortracker.event.Visit;
import dev.visitortracker.event.VisitRules;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.util.unit.DataSize;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import tools.jackson.databind.json.JsonMapper;

class JsonIngestTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final String GOOD =
      "{\"endpoint\":\"/a\",\"method\":\"GET\",\"response_code\":200}";
  private static final String BAD = "{\"endpoint\":\"/a\"}";
  private static final VisitTokens TOKENS = new VisitTokens(new byte[32]);
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final IngestSettings SETTINGS =
      new Binder(
              new MapConfigurationPropertySource(
                  Map.of("max-body", "1KB", "max-line", "1KB", "max-listed-rejections", "1")))
          .bindOrCreate("", IngestSettings.class);

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final Metrics metrics = new Metrics(registry);
  private final List<Visit> published = new ArrayList<>();
  private PublishOutcome outcome = new Published(Map.of(2, 7L));
  private final JsonIngest ingest = ingest();

  /** Each event that came ends in exactly one outcome, whatever the test did. */
  @AfterEach
  void counters_addUp() {
    assertThat(count("received"))
        .isEqualTo(
            count("accepted") + count("rejected") + count("repeated") + count("unavailable"));
  }

  @Test
  void event_isAcceptedWithATokenBehindIt_whenKafkaHasIt() {
    ServerResponse answer = take(body(GOOD), -1);

    assertThat(answer.statusCode().value()).isEqualTo(202);
    assertThat(TOKENS.read(String.valueOf(answer.headers().getFirst(VisitTokens.HEADER))))
        .hasFieldOrPropertyWithValue("position", new Position(Map.of(2, 7L)));
    assertThat(published).hasSize(1);
    assertThat(count("accepted")).isEqualTo(1);
  }

  @Test
  void event_isOneEvent_whenItsBodyComesInPieces() {
    take(body(GOOD.substring(0, 9), GOOD.substring(9, 10), GOOD.substring(10)), -1);

    assertThat(published).hasSize(1);
  }

  @Test
  void goodEvents_areAccepted_whenOthersOfTheArrayBreakARule() {
    ServerResponse answer = take(body("[" + GOOD + "," + BAD + "," + BAD + "]"), -1);

    assertThat(answer.statusCode().value()).isEqualTo(202);
    assertThat(count("accepted")).isEqualTo(1);
    assertThat(count("rejected")).isEqualTo(2);
  }

  @Test
  void array_isRefused_whenEachEventBreaksARule() {
    ServerResponse answer = take(body("[" + BAD + "," + BAD + "]"), -1);

    assertThat(answer.statusCode().value()).isEqualTo(422);
    assertThat(published).isEmpty();
    assertThat(count("rejected")).isEqualTo(2);
  }

  @Test
  void event_isCountedOnce_whenItsIdStandsInTheArrayTwice() {
    String withId = "{\"id\":\"01KDVDBR00000000000000000A\"," + GOOD.substring(1);

    take(body("[" + withId + "," + withId + "]"), -1);

    assertThat(published).hasSize(1);
    assertThat(count("repeated")).isEqualTo(1);
  }

  @Test
  void sender_isToldToTryAgain_whenKafkaDoesNotHaveTheEvent() {
    outcome = new Unavailable(PublishOutcome.Reason.NOT_ACKNOWLEDGED, Duration.ofSeconds(3));

    ServerResponse answer = take(body(GOOD), -1);

    assertThat(answer.statusCode().value()).isEqualTo(503);
    assertThat(answer.headers().getFirst("Retry-After")).isEqualTo("3");
    assertThat(count("unavailable")).isEqualTo(1);
  }

  @Test
  void body_isTooLargeUnread_whenItSaysSo() {
    Flux<DataBuffer> unread = Flux.error(new AssertionError("the body was read"));

    assertThat(take(unread, 1025).statusCode().value()).isEqualTo(413);
  }

  @Test
  void body_isTooLarge_whenItIsLongerThanItMayBe() {
    Flux<DataBuffer> endless = body(" ".repeat(100)).repeat();

    assertThat(take(endless, -1).statusCode().value()).isEqualTo(413);
    assertThat(count("received")).isZero();
  }

  @Test
  void body_isStalledAndTheConnectionEnds_whenItDoesNotArriveInTime() {
    StepVerifier.withVirtualTime(() -> answer(body("{").concatWith(Flux.never()), -1))
        .expectSubscription()
        .expectNoEvent(SETTINGS.bodyTimeout().minusMillis(1))
        .thenAwait(Duration.ofMillis(1))
        .assertNext(
            answer -> {
              assertThat(answer.statusCode().value()).isEqualTo(408);
              assertThat(answer.headers().getFirst("Connection")).isEqualTo("close");
            })
        .verifyComplete();
  }

  @Test
  void defect_isNotAnsweredHere_whenTheBodyCannotBeRead() {
    Flux<DataBuffer> defect = Flux.error(new IllegalStateException("defect"));

    StepVerifier.create(answer(defect, -1)).verifyErrorMessage("defect");
  }

  private ServerResponse take(Flux<DataBuffer> body, long contentLength) {
    return answer(body, contentLength).blockOptional(LONG).orElseThrow();
  }

  private Mono<ServerResponse> answer(Flux<DataBuffer> body, long contentLength) {
    var rules = new VisitRules(Duration.ofDays(365), LONG, InstantSource.fixed(NOW));
    return ingest.take(
        request(body, contentLength),
        new JsonBodyReader(new PlainEvent(rules), JsonBodyReader.Shape.EITHER, 10));
  }

  private JsonIngest ingest() {
    var publisher =
        new CountingPublisher(
            (visits, traceparent) ->
                Mono.fromSupplier(
                    () -> {
                      published.addAll(visits);
                      return outcome;
                    }),
            metrics,
            SETTINGS);
    return new JsonIngest(
        publisher,
        new AcceptedResponses(
            TOKENS,
            ReplicaSets.none(metrics),
            new TokenSettings(null, null, Duration.ZERO, Duration.ZERO, 0),
            JsonMapper.shared().writer()),
        new Attempts(IdempotencyStores.none(), InstantSource.fixed(NOW), metrics),
        new ByteBudget(DataSize.ofMegabytes(1)),
        metrics,
        SETTINGS);
  }

  private static IngestRequest request(Flux<DataBuffer> body, long contentLength) {
    return new IngestRequest(
        BodyKind.JSON,
        "demo",
        1,
        LogFormat.AUTO,
        InetAddress.getLoopbackAddress(),
        null,
        null,
        Preferences.NONE,
        contentLength,
        body);
  }

  private static Flux<DataBuffer> body(String... pieces) {
    return Flux.fromArray(pieces)
        .map(
            piece ->
                DefaultDataBufferFactory.sharedInstance.wrap(
                    piece.getBytes(StandardCharsets.UTF_8)));
  }

  private double count(String what) {
    return registry.counter("visits." + what).count();
  }
}

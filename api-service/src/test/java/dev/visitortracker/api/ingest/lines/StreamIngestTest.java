package dev.visitortracker.api.ingest.lines;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visitortracker.api.admission.ByteBudget;
import dev.visitortracker.api.ingest.accesslog.AccessLog;
import dev.visitortracker.api.ingest.outcome.CountingPublisher;
import dev.visitortracker.api.ingest.outcome.Rejection;
import dev.visitortracker.api.ingest.request.BodyKind;
import dev.visitortracker.api.ingest.request.IngestRequest;
import dev.visitortracker.api.ingest.request.IngestSettings;
import dev.visitortracker.api.ingest.request.LogFormat;
import dev.visitortracker.api.problem.ProblemType;
import dev.visitortracker.api.publish.PublishOutcome;
import dev.visitortracker.api.telemetry.Metrics;
import dev.visitortracker.api.token.Position;
import dev.visitortracker.api.token.Preferences;
import dev.visitortracker.api.token.VisitTokens;
import dev.visitortracker.event.Visit;
import dev.visitortracker.event.VisitRules;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.util.unit.DataSize;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class StreamIngestTest {
  private static final String GOOD =
      "192.0.2.7 - - [17/May/2015:10:05:03 +0000] \"GET /a HTTP/1.1\" 200 1\n";
  private static final String BAD = "nonsense\n";
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private static final VisitTokens TOKENS = new VisitTokens(new byte[32]);

  private final ByteBudget budget = new ByteBudget(DataSize.ofMegabytes(2));
  private final ScriptedPublisher publisher = new ScriptedPublisher();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final VisitRules rules =
      new VisitRules(Duration.ofDays(7305), Duration.ofMinutes(5), InstantSource.fixed(NOW));

  @Test
  void answer_listsEachBadLine_whenTheOthersAreAccepted() {
    tally(1, body(GOOD, BAD + GOOD))
        .map(StreamTotals::answer)
        .as(StepVerifier::create)
        .assertNext(
            answer -> {
              assertThat(answer.accepted()).isEqualTo(2);
              assertThat(answer.rejected()).extracting(Rejection::line).containsExactly(2L);
              assertThat(answer.throughLine()).isEqualTo(3);
            })
        .verifyComplete();
  }

  @Test
  void ids_areTheSame_whenTheRestOfAFileIsSentWithItsLineNumber() {
    tally(1, body(GOOD + GOOD)).as(StepVerifier::create).expectNextCount(1).verifyComplete();
    tally(2, body(GOOD)).as(StepVerifier::create).expectNextCount(1).verifyComplete();

    assertThat(publisher.published).hasSize(3);
    assertThat(publisher.published.get(2).id()).isEqualTo(publisher.published.get(1).id());
    assertThat(publisher.published.get(0).id()).isNotEqualTo(publisher.published.get(1).id());
  }

  @Test
  void answer_saysHowFarItGot_whenKafkaGoesAwayMidway() {
    publisher.thenPublished().then(PublishOutcome.Reason.NOT_ACKNOWLEDGED);

    tally(1, body(GOOD, GOOD, GOOD))
        .map(tally -> Objects.requireNonNull(tally.problem()))
        .as(StepVerifier::create)
        .assertNext(
            problem -> {
              assertThat(problem.type()).isEqualTo(ProblemType.PUBLISH_UNAVAILABLE);
              assertThat(problem.headers()).containsEntry("Retry-After", "1");
              assertThat(problem.members())
                  .containsEntry("through_line", 1L)
                  .containsEntry("accepted", 1L);
            })
        .verifyComplete();
  }

  @Test
  void position_isBehindAllThatWasAccepted_whenItWentToSeveralPartitions() {
    publisher.thenPublishedTo(Map.of(0, 5L, 1, 9L)).thenPublishedTo(Map.of(0, 7L, 2, 1L));

    tally(1, body(GOOD, GOOD))
        .map(StreamTotals::position)
        .as(StepVerifier::create)
        .expectNext(new Position(Map.of(0, 7L, 1, 9L, 2, 1L)))
        .verifyComplete();
  }

  @Test
  void stream_waits_whenTooManyEventsAreInFlight() {
    publisher
        .then(PublishOutcome.Reason.TOO_MANY_IN_FLIGHT)
        .then(PublishOutcome.Reason.TOO_MANY_IN_FLIGHT);

    StepVerifier.withVirtualTime(() -> tally(1, body(GOOD)))
        .thenAwait(Duration.ofSeconds(1))
        .assertNext(tally -> assertThat(tally.answer().accepted()).isEqualTo(1))
        .verifyComplete();
  }

  @Test
  void stream_waits_whenThereIsNoRoomForIt() {
    budget.tryTake(budget.max());

    StepVerifier.withVirtualTime(() -> tally(1, body(GOOD)))
        .thenAwait(Duration.ofSeconds(1))
        .then(() -> budget.giveBack(budget.max()))
        .thenAwait(Duration.ofSeconds(1))
        .assertNext(tally -> assertThat(tally.answer().accepted()).isEqualTo(1))
        .verifyComplete();
    assertThat(budget.current()).isZero();
  }

  @Test
  void stream_isRefused_whenItFindsNoRoomInTime() {
    budget.tryTake(budget.max());

    StepVerifier.withVirtualTime(() -> tally(1, body(GOOD)))
        .thenAwait(Duration.ofSeconds(6))
        .assertNext(
            tally ->
                assertThat(Objects.requireNonNull(tally.problem()).type())
                    .isEqualTo(ProblemType.OVER_CAPACITY))
        .verifyComplete();
    assertThat(publisher.published).isEmpty();
  }

  @Test
  void linesBefore_areAnsweredFor_whenALaterReadFindsNoRoom() {
    var room = new ByteBudget(DataSize.ofKilobytes(17 * 96 + 16));
    String read = GOOD.repeat(1 + 4_096 / GOOD.length());

    StepVerifier.withVirtualTime(() -> tally(1, body(GOOD, read), room))
        .thenAwait(Duration.ofSeconds(6))
        .assertNext(
            tally -> {
              assertThat(Objects.requireNonNull(tally.problem()).type())
                  .isEqualTo(ProblemType.OVER_CAPACITY);
              assertThat(tally.throughLine()).isEqualTo(1);
            })
        .verifyComplete();
    assertThat(room.current()).isZero();
  }

  @Test
  void nothingIsHeld_whenTheSenderIsGone() {
    tally(1, body(GOOD).concatWith(Flux.never())).as(StepVerifier::create).thenCancel().verify();

    assertThat(budget.current()).isZero();
  }

  @Test
  void answer_isStalled_whenTheBodyStopsArriving() {
    StepVerifier.withVirtualTime(() -> tally(1, body(GOOD).concatWith(Flux.never())))
        .thenAwait(Duration.ofSeconds(31))
        .assertNext(
            tally -> {
              assertThat(Objects.requireNonNull(tally.problem()).type())
                  .isEqualTo(ProblemType.BODY_STALLED);
              assertThat(tally.throughLine()).isEqualTo(1);
            })
        .verifyComplete();
  }

  @Test
  void linesBefore_areAnsweredFor_whenTheConnectionBreaks() {
    tally(1, body(GOOD).concatWith(Flux.error(new IOException("reset"))))
        .as(StepVerifier::create)
        .assertNext(tally -> assertThat(tally.throughLine()).isEqualTo(1))
        .verifyComplete();
  }

  @Test
  void body_isEmpty_whenAllLinesAreBlank() {
    tally(1, body("\n \n\r\n"))
        .map(tally -> Objects.requireNonNull(tally.problem()))
        .as(StepVerifier::create)
        .assertNext(problem -> assertThat(problem.type()).isEqualTo(ProblemType.EMPTY_BODY))
        .verifyComplete();
  }

  @Test
  void lastLine_isTakenOnce_whenItWasHalfWrittenBefore() {
    String line = GOOD.replace("\n", " \"http://ref/\" \"Agent\"\n");
    String file = GOOD + line;

    for (int cut = GOOD.length() + 1; cut < file.length() - 1; cut++) {
      tally(1, body(file.substring(0, cut)))
          .as(StepVerifier::create)
          .assertNext(
              tally -> {
                assertThat(tally.throughLine()).isEqualTo(1);
                assertThat(tally.answer().rejected())
                    .extracting(Rejection::problem)
                    .containsExactly("is a line without its end and may go on");
              })
          .verifyComplete();
    }
    tally(1, body(file)).as(StepVerifier::create).expectNextCount(1).verifyComplete();

    assertThat(publisher.published.stream().map(Visit::id).distinct()).hasSize(2);
  }

  @Test
  void lastLine_isTaken_whenOnlyItsEndIsMissing() {
    String line = GOOD.replace("\n", " \"-\" \"Agent\"");

    tally(1, body(GOOD + line))
        .as(StepVerifier::create)
        .assertNext(
            tally -> {
              assertThat(tally.throughLine()).isEqualTo(2);
              assertThat(tally.accepted()).isEqualTo(2);
            })
        .verifyComplete();
  }

  @Test
  void lastJsonLine_isTaken_onlyWhereItIsWhole() {
    String event = "{\"endpoint\":\"/a\",\"method\":\"GET\",\"response_code\":200}";

    for (int cut = 1; cut <= event.length(); cut++) {
      boolean isWhole = cut == event.length();
      ingest(budget)
          .take(request(1, body(event + "\n" + event.substring(0, cut))), new JsonLine(rules))
          .reduceWith(() -> new StreamTotals(1, 10), StreamTotals::add)
          .as(StepVerifier::create)
          .assertNext(tally -> assertThat(tally.throughLine()).isEqualTo(isWhole ? 2 : 1))
          .verifyComplete();
    }
  }

  @Test
  void report_hasALinePerRejectionAndStep_andEndsWithTheSums() {
    new StreamReport(1, TOKENS)
        .of(ingest(budget).take(request(1, body(BAD + GOOD)), new AccessLog(rules, LogFormat.AUTO)))
        .collectList()
        .as(StepVerifier::create)
        .assertNext(StreamIngestTest::assertReport)
        .verifyComplete();
  }

  @Test
  void counters_addUp_whateverBecameOfTheLines() {
    publisher.thenPublished().then(PublishOutcome.Reason.BROKER_AWAY);

    tally(1, body(GOOD + BAD, GOOD)).as(StepVerifier::create).expectNextCount(1).verifyComplete();

    assertThat(count("received")).isEqualTo(3);
    assertThat(count("accepted") + count("rejected") + count("unavailable")).isEqualTo(3);
  }

  private static void assertReport(List<Map<String, Object>> lines) {
    assertThat(lines.getFirst()).containsEntry("line", 1L).containsKey("rejected");
    assertThat(lines.get(1)).containsEntry("through_line", 2L).containsEntry("accepted", 1L);
    assertThat(lines.getLast()).containsEntry("done", true).containsEntry("rejected_total", 1L);
  }

  private Mono<StreamTotals> tally(long firstLine, Flux<DataBuffer> body) {
    return tally(firstLine, body, budget);
  }

  private Mono<StreamTotals> tally(long firstLine, Flux<DataBuffer> body, ByteBudget room) {
    return ingest(room)
        .take(request(firstLine, body), new AccessLog(rules, LogFormat.AUTO))
        .reduceWith(() -> new StreamTotals(firstLine, 10), StreamTotals::add);
  }

  private StreamIngest ingest(ByteBudget room) {
    IngestSettings settings = settings();
    var metrics = new Metrics(registry);
    return new StreamIngest(
        new LineBody((int) settings.maxLine().toBytes(), settings.stallTimeout()),
        new CountingPublisher(publisher, metrics, settings),
        room,
        metrics,
        InstantSource.fixed(NOW),
        settings);
  }

  private static IngestSettings settings() {
    return new IngestSettings(
        DataSize.ofMegabytes(1),
        10_000,
        DataSize.ofMegabytes(32),
        Duration.ofSeconds(1),
        DataSize.ofKilobytes(64),
        DataSize.ofKilobytes(32),
        4,
        1_000,
        Duration.ofSeconds(30),
        Duration.ofSeconds(30),
        Duration.ofMillis(100),
        50,
        Duration.ofDays(7305),
        Duration.ofMinutes(5));
  }

  private static IngestRequest request(long firstLine, Flux<DataBuffer> body) {
    return new IngestRequest(
        BodyKind.ACCESS_LOG,
        "demo",
        firstLine,
        LogFormat.AUTO,
        InetAddress.getLoopbackAddress(),
        null,
        null,
        Preferences.NONE,
        -1,
        body);
  }

  private static Flux<DataBuffer> body(String... reads) {
    return Flux.fromArray(reads)
        .map(
            read ->
                DefaultDataBufferFactory.sharedInstance.wrap(
                    read.getBytes(StandardCharsets.UTF_8)));
  }

  private double count(String what) {
    return registry.counter("visits." + what).count();
  }
}

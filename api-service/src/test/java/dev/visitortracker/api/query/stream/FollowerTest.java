package dev.visitortracker.api.query.stream;

import static dev.visitortracker.api.query.stream.ScriptedTail.at;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.f4b6a3.ulid.UlidCreator;
import dev.visitortracker.api.admission.ConcurrencyLimit;
import dev.visitortracker.api.query.Filter;
import dev.visitortracker.api.tail.TailSettings;
import dev.visitortracker.api.telemetry.Metrics;
import dev.visitortracker.api.token.Position;
import dev.visitortracker.api.token.VisitTokens;
import dev.visitortracker.event.Visit;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class FollowerTest {
  private static final int BUFFER = 3;
  private static final TailSettings SETTINGS =
      new Binder(new MapConfigurationPropertySource(Map.of("max-buffer", BUFFER)))
          .bindOrCreate("", TailSettings.class);
  private static final VisitTokens TOKENS = new VisitTokens(new byte[32]);

  private final ScriptedTail tail = new ScriptedTail();
  private final ConcurrencyLimit catchUps = new ConcurrencyLimit(1);
  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();

  @Test
  void stream_beginsWithItsPosition_beforeAnythingHasCome() {
    tail.show(visit("a"));

    follow(null)
        .as(StepVerifier::create)
        .then(() -> tail.live.next(tail.show()))
        .expectNext("retry: 1000\nid: " + id(1) + "\n\n")
        .thenCancel()
        .verify();
  }

  @Test
  void visits_comeWithThePositionBehindThem_whereTheyMatchTheFilter() {
    Visit first = visit("a");
    Visit second = visit("a");

    follow(null, Map.of(Filter.SITE, "a", Filter.STATUS, (short) 200))
        .as(StepVerifier::create)
        .then(() -> tail.live.next(tail.show()))
        .expectNextCount(1)
        .then(() -> tail.live.next(tail.show(first, visit("b"), second)))
        .assertNext(
            events -> {
              assertThat(events)
                  .startsWith("id: " + id(1) + "\ndata: {\"id\":\"" + first.id() + "\"")
                  .contains("}\n\nid: " + id(3) + "\ndata: {\"id\":\"" + second.id() + "\"")
                  .endsWith("}\n\n");
            })
        .thenCancel()
        .verify();
  }

  @Test
  void heartbeat_comesWithThePosition_whenNothingHasMatchedForAWhile() {
    StepVerifier.withVirtualTime(() -> follow(null, Map.of(Filter.SITE, "a")))
        .then(() -> tail.live.next(tail.show()))
        .expectNextCount(1)
        .thenAwait(Duration.ofSeconds(14))
        .then(() -> tail.live.next(tail.show(visit("b"))))
        .expectNoEvent(Duration.ofSeconds(1))
        .then(() -> tail.live.next(tail.show(visit("b"))))
        .expectNext(": heartbeat\nid: " + id(2) + "\n\n")
        .then(() -> tail.live.next(tail.show(visit("b"))))
        .expectNoEvent(Duration.ofSeconds(10))
        .thenCancel()
        .verify();
  }

  @Test
  void reader_getsTheRestByItself_whenItTakesLessThanComes() {
    follow(null)
        .as(stream -> StepVerifier.create(stream, 1))
        .then(() -> tail.live.next(tail.show()))
        .expectNextCount(1)
        .then(() -> IntStream.range(0, 10).forEach(i -> tail.live.next(tail.show(visit("a")))))
        .then(() -> tail.live.assertCancelled())
        .then(() -> assertThat(catchUps.taken()).isZero())
        .then(() -> tail.visibleUpTo(10))
        .thenRequest(BUFFER)
        .assertNext(event -> assertThat(ids(event)).containsExactly(id(1)))
        .assertNext(event -> assertThat(ids(event)).containsExactly(id(2)))
        .assertNext(event -> assertThat(ids(event)).containsExactly(id(3)))
        .thenRequest(2)
        .assertNext(opening -> assertThat(ids(opening)).containsExactly(id(3)))
        .assertNext(
            events ->
                assertThat(ids(events))
                    .containsExactly(id(4), id(5), id(6), id(7), id(8), id(9), id(10)))
        .thenRequest(10)
        .then(() -> tail.live.next(tail.show()))
        .expectNextCount(1)
        .then(() -> tail.live.next(tail.show(visit("a"))))
        .assertNext(events -> assertThat(ids(events)).containsExactly(id(11)))
        .thenCancel()
        .verify();

    assertThat(metrics.counter("streams.fallen.behind").count()).isEqualTo(1);
    assertThat(catchUps.taken()).isZero();
  }

  @Test
  void stream_isBrokenOff_whenItsReaderTakesNothing() {
    StepVerifier.withVirtualTime(() -> follow(null), 1)
        .then(() -> tail.live.next(tail.show()))
        .expectNextCount(1)
        .then(() -> tail.live.next(tail.show(visit("a"))))
        .thenAwait(SETTINGS.stall())
        .verifyError(TimeoutException.class);

    tail.live.assertCancelled();
    assertThat(metrics.counter("streams.ended", "reason", "STALLED").count()).isEqualTo(1);
  }

  @Test
  void reader_getsWhatItHasMissedAndThenWhatComes_whenItComesBack() {
    tail.show(visit("a"), visit("a"), visit("a"), visit("a"));
    tail.visibleUpTo(3);

    follow(at(1))
        .as(StepVerifier::create)
        .expectNext("retry: 1000\nid: " + id(1) + "\n\n")
        .assertNext(events -> assertThat(ids(events)).containsExactly(id(2), id(3)))
        .then(() -> tail.live.next(tail.show()))
        .assertNext(events -> assertThat(ids(events)).containsExactly(id(4)))
        .assertNext(opening -> assertThat(ids(opening)).containsExactly(id(4)))
        .then(() -> assertThat(catchUps.taken()).isZero())
        .then(() -> tail.live.next(tail.show(visit("a"))))
        .assertNext(events -> assertThat(ids(events)).containsExactly(id(5)))
        .thenCancel()
        .verify();

    assertThat(tail.calls).startsWith("open", "read 1 to 3", "read 3 to 4", "close");
  }

  @Test
  void reader_getsNothingTwice_whenTheOthersAreBehindIt() {
    tail.show(visit("a"), visit("a"), visit("a"), visit("a"));
    tail.visibleUpTo(4);

    follow(at(1))
        .as(StepVerifier::create)
        .expectNextCount(1)
        .assertNext(events -> assertThat(ids(events)).containsExactly(id(2), id(3), id(4)))
        .then(() -> tail.live.next(tail.batch(2, 3), tail.batch(3, 4), tail.show(visit("a"))))
        .assertNext(opening -> assertThat(ids(opening)).containsExactly(id(4)))
        .assertNext(events -> assertThat(ids(events)).containsExactly(id(5)))
        .thenCancel()
        .verify();
  }

  @Test
  void reader_isToldWhatIsLeftOut_whenItComesBackTooLate() {
    tail.show(visit("a"), visit("a"), visit("a"), visit("a"));
    tail.visibleUpTo(4);
    tail.skip(2);

    follow(at(1))
        .as(StepVerifier::create)
        .expectNext("event: gap\ndata: {\"skipped\":2,\"reason\":\"too_old\"}\n\n")
        .assertNext(opening -> assertThat(ids(opening)).containsExactly(id(3)))
        .assertNext(events -> assertThat(ids(events)).containsExactly(id(4)))
        .thenCancel()
        .verify();

    assertThat(tail.calls).endsWith("close");
    assertThat(catchUps.taken()).isZero();
  }

  @Test
  void reader_waitsForItsTurn_whenAsManyCatchUpAsMay() {
    ConcurrencyLimit.Slot other = catchUps.take().orElseThrow();
    tail.show(visit("a"));

    StepVerifier.withVirtualTime(() -> follow(at(0)))
        .expectSubscription()
        .expectNoEvent(Duration.ofSeconds(5))
        .then(other::release)
        .thenAwait(Duration.ofSeconds(1))
        .expectNextCount(1)
        .thenCancel()
        .verify();
  }

  @Test
  void reader_isToldToComeAgain_whenItsTurnDoesNotCome() {
    catchUps.take();

    StepVerifier.withVirtualTime(() -> follow(at(7)))
        .thenAwait(SETTINGS.catchUpWait().plusSeconds(1))
        .expectNext(end("busy", id(7)))
        .verifyComplete();

    assertThat(tail.calls).isEmpty();
  }

  @Test
  void stream_saysWhereToGoOn_whenTheServiceEnds() {
    follow(null, Map.of(), Mono.delay(Duration.ofMillis(1)).then())
        .as(StepVerifier::create)
        .expectNext("event: end\ndata: {\"reason\":\"closing\"}\n\n")
        .verifyComplete();
  }

  @Test
  void stream_saysWhereToGoOn_whenItsSourceFails() {
    follow(null)
        .as(StepVerifier::create)
        .then(() -> tail.live.next(tail.show(visit("a"))))
        .expectNextCount(2)
        .then(() -> tail.live.error(new IllegalStateException("gone")))
        .expectNext(end("interrupted", id(1)))
        .verifyComplete();
  }

  @Test
  void visits_shareAPiece_untilItIsFull() {
    Visit[] visits = IntStream.range(0, 100).mapToObj(i -> visit("a")).toArray(Visit[]::new);
    var pieces = new EventPieces(Map.of(), new ServerSentEvents(TOKENS), SETTINGS);

    assertThat(pieces.of(tail.show(visits)))
        .hasSizeBetween(4, 20)
        .allSatisfy(piece -> assertThat(piece.bytes()).hasSizeLessThan(2 * 4_096))
        .satisfies(all -> assertThat(all.getLast().behind()).isEqualTo(at(100)));
  }

  private Flux<String> follow(@Nullable Position after) {
    return follow(after, Map.of());
  }

  private Flux<String> follow(@Nullable Position after, Map<Filter, Object> filters) {
    return follow(after, filters, Mono.never());
  }

  private Flux<String> follow(
      @Nullable Position after, Map<Filter, Object> filters, Mono<Void> closing) {
    var events = new ServerSentEvents(TOKENS);
    return new Follower(tail, filters, events, catchUps, new Metrics(metrics), SETTINGS)
        .follow(after, closing)
        .map(piece -> new String(piece, StandardCharsets.UTF_8));
  }

  private static String end(String reason, String id) {
    return "event: end\ndata: {\"reason\":\"%s\",\"last_event_id\":\"%s\"}\n\n"
        .formatted(reason, id);
  }

  private static String id(long offset) {
    return TOKENS.write(at(offset));
  }

  private static Iterable<String> ids(String events) {
    return events
        .lines()
        .filter(line -> line.startsWith("id: "))
        .map(line -> line.substring(4))
        .toList();
  }

  private static Visit visit(String site) {
    return new Visit(
        UlidCreator.getUlid(),
        site,
        InetAddress.ofLiteral("192.0.2.1"),
        "/",
        "GET",
        200,
        null,
        null,
        null);
  }
}

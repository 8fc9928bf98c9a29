package dev.visitortracker.api.replica;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class NodeConnectionsTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(2);
  private static final Duration MAX_VALIDATION_TIME = Duration.ofMillis(250);

  private final FakeServer server = new FakeServer();
  private final NodeConnections connections = server.connections(TIMEOUT, MAX_VALIDATION_TIME);

  @Test
  void connection_isUsedAgain_whenItsWorkHasEnded() {
    Mono<String> work = connections.with(connection -> Mono.just("row"));

    StepVerifier.create(work.then(work)).expectNext("row").verifyComplete();

    assertConnections(1, 0);
  }

  @Test
  void connection_isClosed_whenItsWorkFails() {
    Mono<String> work = connections.with(connection -> Mono.error(new IllegalStateException("no")));

    StepVerifier.create(work).verifyErrorMessage("no");

    assertConnections(1, 1);
  }

  @Test
  void connection_isClosed_whenItsWorkThrows() {
    Mono<String> work =
        connections.with(
            connection -> {
              throw new IllegalStateException("no");
            });

    StepVerifier.create(work).verifyErrorMessage("no");

    assertConnections(1, 1);
  }

  @Test
  void connection_isClosed_whenItsWorkTakesTooLong() {
    StepVerifier.withVirtualTime(() -> connections.with(connection -> Mono.<String>never()))
        .expectSubscription()
        .expectNoEvent(TIMEOUT.minusMillis(1))
        .thenAwait(Duration.ofMillis(1))
        .verifyError(TimeoutException.class);

    assertConnections(1, 1);
  }

  @Test
  void anotherConnection_isOpened_whenTheOneBeforeWasClosed() {
    Mono<String> failing = connections.with(connection -> Mono.error(new IllegalStateException()));
    Mono<String> next = connections.with(connection -> Mono.just("row"));

    StepVerifier.create(failing.onErrorComplete().then(next)).expectNext("row").verifyComplete();

    assertConnections(2, 1);
  }

  @Test
  void connection_isUsedAgain_whenItsWorkWasCancelledAndHasEndedOnTheServer() {
    cancelled().verify();

    StepVerifier.create(connections.with(connection -> Mono.just("row")))
        .expectNext("row")
        .verifyComplete();
    assertConnections(1, 0);
  }

  @ParameterizedTest
  @MethodSource
  void connection_isClosed_whenItsWorkWasCancelledAndMayGoOnOnTheServer(Mono<Boolean> settled) {
    server.settles(settled);

    cancelled().verify();

    assertConnections(1, 1);
  }

  static Stream<Mono<Boolean>> connection_isClosed_whenItsWorkWasCancelledAndMayGoOnOnTheServer() {
    return Stream.of(
        Mono.just(false), Mono.error(new IllegalStateException("reset")), Mono.never());
  }

  @Test
  void connections_areOpenedBeforeTheFirstWork_andThoseOfBeforeAreClosed_whenTheyAreRenewed() {
    StepVerifier.create(connections.with(connection -> Mono.just("row")).then(connections.renew()))
        .expectNext(1)
        .verifyComplete();

    assertConnections(2, 1);
  }

  @Test
  void connections_areClosed_whenTheyAreNoLongerNeeded() {
    StepVerifier.create(connections.renew().then(connections.close())).verifyComplete();

    assertConnections(1, 1);
  }

  /** The time that the server has to end the statement passes. */
  private StepVerifier cancelled() {
    return StepVerifier.withVirtualTime(
            () ->
                connections
                    .with(connection -> Mono.<String>never())
                    .takeUntilOther(Mono.delay(Duration.ofMillis(1)))
                    .then(Mono.delay(MAX_VALIDATION_TIME.plusMillis(1))))
        .thenAwait(MAX_VALIDATION_TIME.plusMillis(2))
        .expectNext(0L)
        .expectComplete();
  }

  private void assertConnections(int opened, int closed) {
    assertThat(server.opened).hasValue(opened);
    assertThat(server.closed).hasValue(closed);
  }
}

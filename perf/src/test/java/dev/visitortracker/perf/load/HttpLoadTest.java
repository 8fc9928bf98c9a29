package dev.visitortracker.perf.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** Against a server on the loopback that answers as the test needs it. */
class HttpLoadTest {
  private static final Duration SHORT = Duration.ofMillis(1500);
  private static final Requests GET = Requests.get(List.of("/"));

  private final AtomicInteger received = new AtomicInteger();
  private volatile Answer answer = (_, _) -> Mono.never();
  private final DisposableServer server =
      HttpServer.create()
          .host("127.0.0.1")
          .port(0)
          .handle((request, response) -> answer.to(request, response))
          .bindNow();

  @AfterEach
  void stop() {
    server.disposeNow();
  }

  @Test
  void load_sendsWhatArrives_andCountsTheAnswers() {
    HttpLoad load = against((request, response) -> ok(request, response));
    Requests posts =
        Requests.post("/events", "text/plain", List.of("one".getBytes(StandardCharsets.US_ASCII)));
    AtomicInteger seconds = new AtomicInteger();

    LoadResult result = load.open(new Arrivals(500, SHORT), posts, _ -> seconds.incrementAndGet());

    assertThat(result.outcomes().sent()).isEqualTo(750);
    assertThat(result.outcomes().good()).isEqualTo(750);
    assertThat(result.outcomes().unsent()).isZero();
    assertThat(result.outcomes().failed()).isZero();
    assertThat(result.latency().getTotalCount()).isEqualTo(750);
    assertThat(received).hasValue(750);
    assertThat(seconds.get()).isPositive();
  }

  @Test
  void stall_showsInP99_whenTheServerStallsForASecond() {
    AtomicInteger stalled = new AtomicInteger();
    HttpLoad load =
        against(
            (request, response) ->
                received.get() > 300 && stalled.getAndIncrement() < 8
                    ? Mono.delay(Duration.ofSeconds(1)).then(ok(request, response))
                    : ok(request, response));

    LoadResult result = load.open(new Arrivals(300, Duration.ofSeconds(3)), GET, _ -> {});

    // All 8 connections wait for one second, in which a third of all requests are due.
    assertThat(result.outcomes().sent()).isEqualTo(900);
    assertThat(result.outcomes().good()).isEqualTo(900);
    assertThat(result.outcomes().late()).isGreaterThan(200);
    assertThat(result.millis(99)).isGreaterThan(900);
  }

  @Test
  void refusals_areToldFromFailures_byWhatTheyTellTheClient() {
    HttpLoad load =
        against(
            (request, response) ->
                received.incrementAndGet() % 2 == 0
                    ? response.status(503).header("Retry-After", "1").send().then()
                    : response.status(500).send().then());

    Outcomes outcomes = load.open(new Arrivals(100, SHORT), GET, _ -> {}).outcomes();

    assertThat(outcomes.good()).isZero();
    assertThat(outcomes.refused()).isEqualTo(75);
    assertThat(outcomes.failed()).isEqualTo(75);
    assertThat(outcomes.byStatus()).containsEntry(503, 75L).containsEntry(500, 75L);
  }

  @Test
  void request_isGivenUpAndCounted_whenNoAnswerComes() {
    HttpLoad load = against((_, _) -> Mono.never());

    LoadResult result = load.open(new Arrivals(10, Duration.ofSeconds(1)), GET, _ -> {});

    Outcomes outcomes = result.outcomes();
    assertThat(outcomes.timedOut()).isPositive();
    assertThat(outcomes.sent()).isEqualTo(outcomes.timedOut() + outcomes.disconnected());
    assertThat(result.latency().getMaxValue()).isGreaterThan(700_000);
  }

  @Test
  void connections_areOpenedAgain_whenTheServerClosesThem() {
    HttpLoad load =
        against(
            (request, response) -> {
              int number = received.incrementAndGet();
              request.withConnection(
                  connection -> {
                    if (number % 10 == 0) {
                      var _ = connection.channel().close();
                    }
                  });
              return response.sendString(Mono.just("ok")).then();
            });

    Outcomes outcomes = load.open(new Arrivals(100, SHORT), GET, _ -> {}).outcomes();

    assertThat(outcomes.sent()).isEqualTo(150);
    assertThat(outcomes.disconnected()).isBetween(5L, 15L);
    assertThat(outcomes.good()).isEqualTo(150 - outcomes.disconnected());
  }

  @Test
  void closedLoop_asksAgainAtOnce() {
    HttpLoad load = against((request, response) -> ok(request, response));

    LoadResult result = load.closed(SHORT, GET, _ -> {});

    assertThat(result.outcomes().late()).isZero();
    assertThat(result.outcomes().good()).isEqualTo(result.outcomes().sent()).isGreaterThan(100);
  }

  private HttpLoad against(Answer wanted) {
    answer = wanted;
    return new HttpLoad("http://127.0.0.1:" + server.port(), 8, Duration.ofSeconds(2));
  }

  private Mono<Void> ok(HttpServerRequest request, HttpServerResponse response) {
    received.incrementAndGet();
    return request.receive().then().then(response.sendString(Mono.just("ok")).then());
  }

  private interface Answer {
    Mono<Void> to(HttpServerRequest request, HttpServerResponse response);
  }
}

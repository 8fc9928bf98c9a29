package dev.visitortracker.api.connection;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.visitortracker.api.testing.Answer;
import dev.visitortracker.api.testing.OtherApi;
import dev.visitortracker.api.testing.RawConnection;
import dev.visitortracker.api.testing.RunningApi;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.io.IOException;
import java.util.Collections;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import reactor.test.StepVerifier;

/** HTTP/2 in clear text, with prior knowledge, on the port that HTTP/1.1 has. */
class Http2IT {
  private static final ConnectionProvider ONE_CONNECTION = ConnectionProvider.create("http2", 1);
  private static final HttpClient HTTP2 =
      HttpClient.create(ONE_CONNECTION)
          .protocol(HttpProtocol.H2C)
          .responseTimeout(RunningApi.PATIENCE);
  private static final String EVENT =
      "{\"endpoint\":\"/a\",\"method\":\"GET\",\"response_code\":200,\"site\":\"http2\"}";

  private record Reply(int status, String date, String type, String body) {}

  @AfterAll
  static void close() {
    ONE_CONNECTION.dispose();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/visits?per_page=1&to=2001-01-01T00:00:00Z",
        "/stats/top?by=code&site=nobody",
        "/openapi.json",
        "/docs",
        "/docs/swagger-ui-bundle.js",
        "/problems/over-capacity",
        "/visits?page=0",
        "/nowhere"
      })
  void answer_isThatOfHttp11_onEveryRoute(String path) {
    Answer expected = RunningApi.get(path);

    Reply reply = get(HTTP2, path);

    assertThat(reply.status()).isEqualTo(expected.status());
    assertThat(reply.body()).isEqualTo(expected.body());
    assertThat(reply.type()).isEqualTo(expected.header("Content-Type"));
    assertThat(reply.date()).endsWith("GMT");
  }

  @Test
  void requests_areAnsweredSideBySide_onOneConnection() {
    StepVerifier.create(
            Flux.range(0, 300)
                .flatMap(number -> reply(HTTP2.get().uri(uri("/health"))), 100)
                .map(Reply::status))
        .expectNextSequence(Collections.nCopies(300, 200))
        .verifyComplete();
  }

  @Test
  void event_isTakenAndShown_whenItComesByHttp2() {
    Reply taken =
        Objects.requireNonNull(
            reply(
                    HTTP2
                        .headers(headers -> headers.set("Content-Type", "application/json"))
                        .post()
                        .uri(uri("/events"))
                        .send(Mono.just(Unpooled.copiedBuffer(EVENT, UTF_8))))
                .block(RunningApi.PATIENCE));

    assertThat(taken.status()).isEqualTo(202);
    RunningApi.awaitAnswer("/stats?site=http2", stats -> stats.at("/total_visits").asInt() == 1);
  }

  @Test
  void stream_showsVisits_asTheyCome() {
    String site = UUID.randomUUID().toString();
    Flux<String> lines =
        HTTP2
            .get()
            .uri(uri("/visits/stream?site=" + site))
            .responseContent()
            .asString()
            .publishOn(Schedulers.boundedElastic());

    StepVerifier.create(lines.takeUntil(text -> text.contains(site)))
        .thenConsumeWhile(
            text -> true,
            text -> {
              if (text.contains("retry")) {
                RunningApi.post("/events", "application/json", EVENT.replace("http2", site));
              }
            })
        .expectComplete()
        .verify(RunningApi.PATIENCE);
  }

  @Test
  void request_isNotHandled_whenItsHeadersAreTooLong() {
    HttpClient client = HTTP2.headers(headers -> headers.set("Cookie", "a".repeat(17_000)));

    // The server answers 431 and resets the stream; this client tells of the reset only.
    StepVerifier.create(reply(client.get().uri(uri("/health")))).verifyError(IOException.class);
  }

  @Test
  void stream_isEnded_whenItsReaderTakesNothing() {
    try (OtherApi api = OtherApi.start("connection.reader-stall=1s")) {
      Disposable stalled =
          HTTP2
              .get()
              .uri(api.uri("/docs/swagger-ui-bundle.js").toString())
              .responseContent()
              .concatMap(piece -> Mono.never(), 1)
              .subscribe();
      try {
        api.awaitAnswer(
            "/metrics", metrics -> metrics.body().contains("connections_stalled_total 1.0"));
      } finally {
        stalled.dispose();
      }
    }
  }

  @Test
  void request_isNotHandled_whileAsManyAreUnderWayAsMay() {
    try (OtherApi api = OtherApi.start("connection.max-streams=1")) {
      Disposable listener =
          HTTP2.get().uri(api.uri("/visits/stream").toString()).responseContent().subscribe();
      try {
        api.awaitAnswer("/metrics", metrics -> metrics.body().contains("http2_streams 1.0"));

        StepVerifier.create(reply(HTTP2.get().uri(api.uri("/health").toString())))
            .verifyError(IOException.class);
        api.awaitAnswer(
            "/metrics", metrics -> metrics.body().contains("http2_streams_refused_total 1.0"));
      } finally {
        listener.dispose();
      }
      api.awaitAnswer("/metrics", metrics -> metrics.body().contains("http2_streams 0.0"));
    }
  }

  /** RFC 9113 has done away with the upgrade. */
  @Test
  void upgrade_isNotHeeded_whenAClientOffersIt() {
    try (RawConnection connection = RawConnection.to(RunningApi.uri("/"))) {
      String offer =
          "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk";
      connection.send("GET /health HTTP/1.1\r\nHost: x\r\n%s\r\n\r\n".formatted(offer));

      assertThat(connection.reply().status()).isEqualTo(200);
    }
  }

  @Test
  void connection_isAnswered_whenItsFirstBytesComeOneByOne() {
    try (RawConnection connection = RawConnection.to(RunningApi.uri("/"))) {
      for (char next : "PUT /health HTTP/1.1\r\nHost: x\r\n\r\n".toCharArray()) {
        connection.send(String.valueOf(next));
      }

      assertThat(connection.reply().status()).isEqualTo(405);
    }
  }

  private static Reply get(HttpClient client, String path) {
    return Objects.requireNonNull(reply(client.get().uri(uri(path))).block(RunningApi.PATIENCE));
  }

  private static Mono<Reply> reply(HttpClient.ResponseReceiver<?> request) {
    return request.responseSingle(
        (response, body) ->
            body.asString()
                .defaultIfEmpty("")
                .map(
                    text ->
                        new Reply(
                            response.status().code(),
                            response.responseHeaders().get(HttpHeaderNames.DATE, ""),
                            response.responseHeaders().get(HttpHeaderNames.CONTENT_TYPE, ""),
                            text)));
  }

  private static String uri(String path) {
    return RunningApi.uri(path).toString();
  }
}

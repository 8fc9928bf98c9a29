package dev.visitortracker.api.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.visitortracker.api.testing.LonelyApi;
import dev.visitortracker.api.testing.RawConnection;
import dev.visitortracker.api.testing.RawConnection.Reply;
import dev.visitortracker.api.testing.RunningApi;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that no client library sends, and what becomes of their connections. */
class ConnectionIT {
  private static final String JSON = "Content-Type: application/json";
  private static final String CHUNKED = "Transfer-Encoding: chunked";
  private static final String GOOD =
      "{\"endpoint\":\"/a\",\"method\":\"GET\",\"response_code\":200}";
  private static final String HEALTH = head("GET /health HTTP/1.1");

  @ParameterizedTest
  @MethodSource
  void request_isRefusedAndItsConnectionClosed_whenItsEndIsUncertain(
      String request, int status, String type) {
    try (RawConnection connection = connect()) {
      Reply reply = connection.send(request).reply();

      assertProblem(reply, status, type);
      assertThat(reply.header("connection")).isEqualTo("close");
      assertThat(connection.isClosed()).isTrue();
    }
  }

  static Stream<Arguments> request_isRefusedAndItsConnectionClosed_whenItsEndIsUncertain() {
    String badRequest = "bad-request";
    String header = "invalid-header";
    String body = "unreadable-body";
    return Stream.of(
        Arguments.of("hello\r\n\r\n", 400, badRequest),
        Arguments.of("\u0016\u0003\u0001\u0002\u0000\u0001\u0000\r\n\r\n", 400, badRequest),
        Arguments.of(head("GET /health HTTP/3.1"), 400, badRequest),
        Arguments.of(head("GET /health HTTP/1.2"), 400, badRequest),
        Arguments.of(head("GET /health"), 400, badRequest),
        Arguments.of(head("GET /a b HTTP/1.1"), 400, badRequest),
        Arguments.of(head("G(T /health HTTP/1.1"), 400, badRequest),
        Arguments.of("GET /health HTTP/1.1\nHost: x\n\n", 400, badRequest),
        Arguments.of(head("GET /health HTTP/1.1", "no colon"), 400, badRequest),
        Arguments.of(head("GET /health HTTP/1.1", "a b: c"), 400, badRequest),
        Arguments.of(head("GET /health HTTP/1.1", "a: b\u0000c"), 400, badRequest),
        Arguments.of(head("GET health HTTP/1.1"), 400, badRequest),
        Arguments.of(head("GET http://[/health HTTP/1.1"), 400, badRequest),
        Arguments.of(head("CONNECT host:443 HTTP/1.1"), 400, badRequest),
        Arguments.of(head("GET * HTTP/1.1"), 400, badRequest),
        Arguments.of(head("GET /visits/%zz HTTP/1.1"), 400, badRequest),
        Arguments.of(head("GET /visits/% HTTP/1.1"), 400, badRequest),
        Arguments.of(head("GET /visits?%=1 HTTP/1.1"), 400, badRequest),
        Arguments.of(head("GET /visits?endpoint=%c3%28 HTTP/1.1"), 400, badRequest),
        Arguments.of(head("GET /visits?endpoint=\u00fc HTTP/1.1"), 400, badRequest),
        Arguments.of(head("GET /visits/\u0000 HTTP/1.1"), 400, badRequest),
        Arguments.of(head("GET /visits/%00 HTTP/1.1"), 400, badRequest),
        Arguments.of(head("GET /visits/|{} HTTP/1.1"), 400, badRequest),
        Arguments.of("GET /health HTTP/1.1\r\n\r\n", 400, header),
        Arguments.of(head("GET /health HTTP/1.1", "Host: y"), 400, header),
        Arguments.of("GET /health HTTP/1.1\r\nHost: <x>\r\n\r\n", 400, header),
        Arguments.of("GET /health HTTP/1.1\r\nHost: x:999999\r\n\r\n", 400, header),
        Arguments.of(
            head("POST /events HTTP/1.1", JSON, "Transfer-Encoding: gzip") + GOOD, 400, header),
        Arguments.of(
            head("POST /events HTTP/1.1", JSON, "Transfer-Encoding: gzip, chunked"), 400, header),
        Arguments.of(
            head("POST /events HTTP/1.1", JSON, CHUNKED, "Content-Length: 3"), 400, badRequest),
        Arguments.of(head("POST /events HTTP/1.0", JSON, CHUNKED), 400, badRequest),
        Arguments.of(
            head("POST /events HTTP/1.1", JSON, "Content-Length: 5", "Content-Length: 6"),
            400,
            badRequest),
        Arguments.of(head("POST /events HTTP/1.1", JSON, "Content-Length: -5"), 400, badRequest),
        Arguments.of(head("POST /events HTTP/1.1", JSON, CHUNKED) + "zz\r\n", 400, body),
        Arguments.of(head("POST /events HTTP/1.1", JSON, CHUNKED) + "-1\r\n", 400, body),
        Arguments.of(
            head("POST /events HTTP/1.1", JSON, CHUNKED) + "1;" + "a".repeat(9_000), 400, body),
        Arguments.of(
            head("POST /events HTTP/1.1", JSON, CHUNKED) + "0\r\nX: " + "a".repeat(30_000),
            400,
            body),
        Arguments.of(head("GET /" + "a".repeat(5_000) + " HTTP/1.1"), 414, "uri-too-long"),
        Arguments.of(head("GET / HTTP/1.1", "X: " + "a".repeat(20_000)), 431, "headers-too-large"),
        Arguments.of(head("POST /events HTTP/1.1", "Expect: tea"), 417, "expectation-failed"));
  }

  @ParameterizedTest
  @MethodSource
  void request_isRefusedAndItsConnectionKept_whenItsEndIsKnown(
      String request, int status, String type) {
    try (RawConnection connection = connect()) {
      connection.send(request);
      assertProblem(connection.reply(), status, type);

      assertThat(connection.send(HEALTH).reply().status()).isEqualTo(200);
    }
  }

  static Stream<Arguments> request_isRefusedAndItsConnectionKept_whenItsEndIsKnown() {
    String notFound = "not-found";
    return Stream.of(
        Arguments.of(head("GET /../../etc/passwd HTTP/1.1"), 404, notFound),
        Arguments.of(head("GET /visits/%2e%2e/health HTTP/1.1"), 404, notFound),
        Arguments.of(head("GET //health HTTP/1.1"), 404, notFound),
        Arguments.of(head("GET /health/ HTTP/1.1"), 404, notFound),
        Arguments.of(head("GET /visits/ HTTP/1.1"), 404, notFound),
        Arguments.of(head("OPTIONS /* HTTP/1.1"), 404, notFound),
        Arguments.of(head("POST /nope HTTP/1.1", "Content-Length: 5") + "hello", 404, notFound),
        Arguments.of(head("GET /visits/a;x=1 HTTP/1.1"), 400, "invalid-parameter"),
        Arguments.of(
            head("GET /visits/" + "a".repeat(3_000) + " HTTP/1.1"), 400, "invalid-parameter"),
        Arguments.of(head("TRACE /visits HTTP/1.1"), 405, "method-not-allowed"),
        Arguments.of(head("OPTIONS /events HTTP/1.1"), 405, "method-not-allowed"),
        Arguments.of(head("BREW /events HTTP/1.1"), 405, "method-not-allowed"),
        Arguments.of(preflight("/events", "POST") + GOOD, 405, "method-not-allowed"),
        Arguments.of(preflight("/visits", "GET") + GOOD, 405, "method-not-allowed"),
        Arguments.of(
            head(
                    "POST /events HTTP/1.1",
                    JSON,
                    "Accept: application/x-ndjson",
                    "Content-Length: " + GOOD.length())
                + GOOD,
            406,
            "not-acceptable"),
        Arguments.of(
            head("PUT /visits HTTP/1.1", "Content-Length: 5") + "hello", 405, "method-not-allowed"),
        Arguments.of(head("GET /health HTTP/1.1", "Accept: ///"), 400, "invalid-header"),
        Arguments.of(head("GET /nope HTTP/1.1", "Accept: image/png"), 404, notFound),
        Arguments.of(head("GET /health HTTP/1.1", "Accept: image/png"), 406, "not-acceptable"),
        Arguments.of(
            head("POST /events HTTP/1.1", JSON, "Content-Type: text/plain", "Content-Length: 1")
                + "1",
            415,
            "unsupported-media-type"),
        Arguments.of(
            head("POST /events HTTP/1.1", JSON, "Content-Length: 2000000") + " ".repeat(2_000_000),
            413,
            "too-large"),
        Arguments.of(
            head("POST /events HTTP/1.1", JSON, CHUNKED)
                + "1E8480\r\n"
                + " ".repeat(2_000_000)
                + "\r\n0\r\n\r\n",
            413,
            "too-large"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /health HTTP/1.0\r\n\r\n",
        "\r\nGET /health HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET http://elsewhere/health HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /health HTTP/1.1\r\nHost: [::1]:80\r\n\r\n",
        "GET /health HTTP/1.1\r\nHost:\r\n\r\n",
        "GET /health HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc",
        "GET /health HTTP/1.1\r\nHost: x\r\nAccept: text/html, */*;q=0.8\r\n\r\n"
      })
  void request_isServed_whenItIsOnlyUnusual(String request) {
    try (RawConnection connection = connect()) {
      assertThat(connection.send(request).reply().status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"HEAD /visits/%zz HTTP/1.1", "HEAD /nope HTTP/1.1"})
  void problem_hasNoBody_whenTheMethodIsHead(String line) {
    try (RawConnection connection = connect()) {
      Reply reply = connection.send(head(line, "Connection: close")).reply("HEAD");

      assertThat(reply.header("content-type")).isEqualTo("application/problem+json");
      assertThat(connection.isClosed()).isTrue();
    }
  }

  @Test
  void body_isNotAskedFor_whenItsRequestIsRefused() {
    String expect = "Expect: 100-continue";
    try (RawConnection refused = connect();
        RawConnection taken = connect()) {
      refused.send(head("POST /events HTTP/1.1", JSON, "Content-Length: 5000000000", expect));
      assertProblem(refused.reply(), 413, "too-large");
      assertThat(refused.isClosed()).isTrue();

      taken.send(head("POST /events HTTP/1.1", JSON, "Content-Length: " + GOOD.length(), expect));
      assertThat(taken.reply().status()).isEqualTo(100);
      assertThat(taken.send(GOOD).reply().status()).isEqualTo(202);
    }
  }

  /** Closed at once, the connection would be reset under the client's last bytes. */
  @Test
  void answer_reachesTheClient_whenItIsInTheMiddleOfItsBody() {
    String refused = head("POST /events?site=%zz HTTP/1.1", JSON, "Content-Length: 30000000");
    try (RawConnection connection = connect()) {
      connection.send(refused);
      for (int i = 0; i < 30; i++) {
        connection.send(" ".repeat(1_000_000));
      }

      assertProblem(connection.reply(), 400, "bad-request");
    }
  }

  @Test
  void stream_isToldHowFarItCame_whenItsChunksBreak() {
    String line = GOOD + "\n";
    String chunk = Integer.toHexString(line.length()) + "\r\n" + line + "\r\n";
    try (RawConnection connection = connect()) {
      connection.send(
          head("POST /events?site=broken HTTP/1.1", "Content-Type: application/x-ndjson", CHUNKED)
              + chunk
              + chunk
              + "zz\r\n");
      Reply reply = connection.reply();

      assertProblem(reply, 400, "unreadable-body");
      assertThat(reply.at("/through_line").asInt()).isEqualTo(reply.at("/accepted").asInt());
      assertThat(connection.isClosed()).isTrue();
    }
  }

  @Test
  void connection_isClosedWithAnAnswer_whenTheHeaderDripsIn() {
    try (RawConnection connection = RawConnection.to(LonelyApi.uri())) {
      assertThat(connection.send(HEALTH).reply().status()).isEqualTo(200);
      Reply reply = connection.send("GET /health HTTP/1.1\r\nX: ").reply();

      assertProblem(reply, 408, "header-stalled");
      assertThat(connection.isClosed()).isTrue();
    }
  }

  @Test
  void connection_isClosed_whenTheBodyOfARefusedRequestDoesNotEnd() {
    try (RawConnection connection = RawConnection.to(LonelyApi.uri())) {
      connection.send(head("POST /events HTTP/1.1", JSON, "Content-Length: 5000000000") + "  ");
      assertProblem(connection.reply(), 413, "too-large");

      assertThat(connection.isClosed()).isTrue();
    }
  }

  @Test
  void connection_isClosedWithTheAnswer_whenABodyStalls() {
    try (RawConnection connection = RawConnection.to(LonelyApi.uri())) {
      connection.send(head("POST /events HTTP/1.1", JSON, "Content-Length: 100") + "{");
      Reply reply = connection.reply();

      assertProblem(reply, 408, "body-stalled");
      assertThat(reply.header("connection")).isEqualTo("close");
      assertThat(connection.isClosed()).isTrue();
    }
  }

  @Test
  void answers_comeInOrder_whenRequestsAreSentAhead() {
    try (RawConnection connection = connect()) {
      connection.send(HEALTH + head("GET /nope HTTP/1.1") + HEALTH);

      assertThat(connection.reply().status()).isEqualTo(200);
      assertThat(connection.reply().status()).isEqualTo(404);
      assertThat(connection.reply().status()).isEqualTo(200);
    }
  }

  @Test
  void service_saysWhatItTakes_whenItIsAskedAsAWhole() {
    try (RawConnection connection = connect()) {
      Reply reply = connection.send(head("OPTIONS * HTTP/1.1")).reply();

      assertThat(reply.status()).isEqualTo(204);
      assertThat(reply.header("allow")).isEqualTo("GET, HEAD, POST");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/visits", "/stats", "/openapi.json", "/health", "/visits/stream"})
  void answer_isNotModified_whenTheCallerKnowsAny(String path) {
    try (RawConnection connection = connect()) {
      Reply reply =
          connection.send(head("GET " + path + " HTTP/1.1", "If-None-Match: *")).reply("HEAD");

      assertThat(reply.status()).isEqualTo(304);
      assertThat(connection.send(HEALTH).reply().status()).isEqualTo(200);
    }
  }

  /** What a browser asks before a request of a page from elsewhere; with the body that POST has. */
  private static String preflight(String path, String method) {
    return head(
        "OPTIONS " + path + " HTTP/1.1",
        "Origin: https://a.example",
        "Access-Control-Request-Method: " + method,
        JSON,
        "Content-Length: " + GOOD.length());
  }

  @Test
  void requests_areAllAnswered_whenTheLastOfThemSaysClose() {
    try (RawConnection connection = connect()) {
      connection.send(HEALTH + HEALTH + head("GET /health HTTP/1.1", "Connection: close"));

      assertThat(connection.reply().header("connection")).isEmpty();
      assertThat(connection.reply().header("connection")).isEmpty();
      assertThat(connection.reply().header("connection")).isEqualTo("close");
      assertThat(connection.isClosed()).isTrue();
    }
  }

  /** More than may be open at once, so none may be counted longer than it is open. */
  @Test
  void connections_areForgotten_whenBothSidesHaveEndedThem() {
    for (int i = 0; i < 1_100; i++) {
      try (RawConnection connection = RawConnection.to(RunningApi.uri("/"))) {
        connection.send("GET /health HTTP/1.1\r\nHost: x\r\nConn").send("ection: close\r\n\r\n");

        assertThat(connection.reply().status()).isEqualTo(200);
      }
    }
  }

  @Test
  void answer_reachesTheClient_whenItHasEndedItsSide() {
    try (RawConnection connection = connect()) {
      connection
          .send(head("POST /events HTTP/1.1", JSON, "Content-Length: " + GOOD.length()) + GOOD)
          .endSending();

      assertThat(connection.reply().status()).isEqualTo(202);
      assertThat(connection.isClosed()).isTrue();
    }
  }

  @Test
  void connection_isClosed_whenTheReaderOfTheStreamEndsItsSide() {
    try (RawConnection connection = connect()) {
      connection.send(head("GET /visits/stream HTTP/1.1"));
      assertThat(connection.reply("HEAD").status()).isEqualTo(200);

      connection.endSending();

      assertThat(connection.rest()).doesNotContain("HTTP/1.1");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Connection: keep-alive", "Connection: close"})
  void stream_endsWithTheConnection_whenTheClientSpeaksHttp10(String kept) {
    try (RawConnection connection = connect()) {
      connection.send("GET /visits HTTP/1.0\r\nAccept: text/csv\r\n" + kept + "\r\n\r\n");
      Reply reply = connection.reply("HEAD");

      assertThat(reply.header("transfer-encoding")).isEmpty();
      assertThat(reply.header("connection")).isEqualTo("close");
      assertThat(connection.rest()).startsWith("id,");
    }
  }

  @Test
  void connection_isKept_whenTheClientSpeaksHttp10AndAsksForIt() {
    String request = "GET /health HTTP/1.0\r\nConnection: keep-alive\r\n\r\n";
    try (RawConnection connection = connect()) {
      assertThat(connection.send(request).reply().header("connection")).isEqualTo("keep-alive");
      assertThat(connection.send(request).reply().status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET /health", "GET /nope", "GET /visits?x=%zz", "OPTIONS *"})
  void answer_hasADate_always(String line) {
    try (RawConnection connection = connect()) {
      Reply reply = connection.send(head(line + " HTTP/1.1")).reply();

      assertThat(ZonedDateTime.parse(reply.header("date"), DateTimeFormatter.RFC_1123_DATE_TIME))
          .isCloseTo(ZonedDateTime.now(ZoneOffset.UTC), within(1, ChronoUnit.MINUTES));
    }
  }

  private static RawConnection connect() {
    return RawConnection.to(RunningApi.uri("/"));
  }

  private static void assertProblem(Reply reply, int status, String type) {
    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.header("content-type")).isEqualTo("application/problem+json");
    assertThat(reply.at("/type").asString()).isEqualTo("/problems/" + type);
    assertThat(reply.at("/status").asInt()).isEqualTo(status);
    assertThat(reply.at("/detail").asString()).isNotEmpty();
  }

  private static String head(String line, String... headers) {
    return line + "\r\nHost: x\r\n" + lines(headers) + "\r\n";
  }

  private static String lines(String... headers) {
    return headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
  }
}

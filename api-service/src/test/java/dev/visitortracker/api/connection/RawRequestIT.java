package dev.visitortracker.api.connection;

import static dev.visitortracker.api.connection.RawRequests.CHUNKED;
import static dev.visitortracker.api.connection.RawRequests.GOOD;
import static dev.visitortracker.api.connection.RawRequests.HEALTH;
import static dev.visitortracker.api.connection.RawRequests.JSON;
import static dev.visitortracker.api.connection.RawRequests.assertProblem;
import static dev.visitortracker.api.connection.RawRequests.connect;
import static dev.visitortracker.api.connection.RawRequests.head;
import static org.assertj.core.api.Assertions.assertThat;

import dev.visitortracker.api.testing.RawConnection;
import dev.visitortracker.api.testing.RawConnection.Reply;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that no client library sends: which are refused, and which are served. */
class RawRequestIT {
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

  /** What a browser asks before a request of a page from elsewhere; with the body that POST has. */
  private static String preflight(String path, String method) {
    return head(
        "OPTIONS " + path + " HTTP/1.1",
        "Origin: https://a.example",
        "Access-Control-Request-Method: " + method,
        JSON,
        "Content-Length: " + GOOD.length());
  }
}

package dev.visitortracker.api.connection;

import static dev.visitortracker.api.connection.RawRequests.CHUNKED;
import static dev.visitortracker.api.connection.RawRequests.GOOD;
import static dev.visitortracker.api.connection.RawRequests.HEALTH;
import static dev.visitortracker.api.connection.RawRequests.JSON;
import static dev.visitortracker.api.connection.RawRequests.assertProblem;
import static dev.visitortracker.api.connection.RawRequests.connect;
import static dev.visitortracker.api.connection.RawRequests.head;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a connection, whatever its client sends or leaves out. */
class ConnectionIT {
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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "GET /health HTTP/1.1\r\nHost: x\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0"
      })
  void connection_isClosed_whenNothingComesFor3Seconds(String before) {
    try (RawConnection connection = RawConnection.to(LonelyApi.uri())) {
      connection.send(before);

      assertThat(connection.rest()).doesNotContain("408");
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
}

package dev.visitortracker.api.idempotency;

import static dev.visitortracker.api.testing.RunningApi.STACK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.visitortracker.api.testing.Answer;
import dev.visitortracker.api.testing.LonelyApi;
import dev.visitortracker.api.testing.RawConnection;
import dev.visitortracker.api.testing.RawConnection.Reply;
import dev.visitortracker.api.testing.RunningApi;
import dev.visitortracker.local.Part;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Attempts at one event, down to the rows that the worker stores. */
class IdempotencyIT {
  private static final String JSON = "application/json";
  private static final String KEY = "Idempotency-Key";
  private static final String UNTIMED =
      "{\"endpoint\":\"/a\",\"method\":\"GET\",\"response_code\":200}";
  private static final String TIMED =
      "{\"timestamp\":\"2025-12-31T10:05:03.000Z\",\"endpoint\":\"/a\",\"method\":\"GET\","
          + "\"response_code\":200}";

  /** Another test may have had Redis killed a moment ago. */
  @BeforeEach
  void awaitMemory() {
    while (idempotency(post("warm-up", TIMED, KEY, "warm-up")).equals("by_time")) {
      assertThat(RunningApi.get("/health").status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '|',
      value = {"untimed; |" + UNTIMED + "|", "timed; |" + TIMED + "|"})
  void event_isStoredOnce_howeverOftenItIsTried(String site, String event) {
    Answer first = post(site, event, KEY, "\"try \\\"me\\\"\"");
    Answer second = post(site, event, KEY, "\"try \\\"me\\\"\"");
    Answer other = post(site, event, KEY, "another-key");

    assertThat(first.status()).isEqualTo(202);
    assertThat(idempotency(first)).isEqualTo("first");
    assertThat(idempotency(second)).isEqualTo("repeated");
    assertThat(idempotency(other)).isEqualTo("first");
    assertStored(site, 2);
  }

  /** The requests are sent before any answer is read, so they are in work at the same time. */
  @Test
  void event_isStoredOnce_whenAttemptsRunAtTheSameTime() {
    List<RawConnection> connections =
        IntStream.range(0, 8).mapToObj(i -> RawConnection.to(RunningApi.uri("/"))).toList();

    connections.forEach(connection -> connection.send(request("at-once", "the-same")));
    List<Reply> replies = connections.stream().map(RawConnection::reply).toList();

    assertThat(replies).allMatch(reply -> reply.status() == 202);
    assertThat(replies)
        .filteredOn(reply -> reply.at("/idempotency").asString().equals("first"))
        .hasSize(1);
    connections.forEach(RawConnection::close);
    assertStored("at-once", 1);
  }

  @Test
  void event_isStoredOnce_whenTheAnswerToItsFirstAttemptIsLost() {
    try (RawConnection connection = RawConnection.to(RunningApi.uri("/"))) {
      connection.send(request("lost", "gone"));
    }

    Answer retry = post("lost", UNTIMED, KEY, "gone");

    assertThat(retry.status()).isEqualTo(202);
    assertStored("lost", 1);
  }

  @Test
  void event_isRefused_whenItsKeyStandsForAnotherBody() {
    assertThat(idempotency(post("reused", UNTIMED, KEY, "mine"))).isEqualTo("first");

    Answer other = post("reused", TIMED, KEY, "mine");
    Answer elsewhere = post("reused-elsewhere", TIMED, KEY, "mine");

    assertThat(other.status()).isEqualTo(422);
    assertThat(other.at("/type").asString()).isEqualTo("/problems/idempotency-key-reused");
    assertThat(elsewhere.status()).isEqualTo(202);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\"\"", "\"open", "a\"b", "with,comma", "\"tab\\t\""})
  void event_isRefusedByTheNameOfTheHeader_whenTheKeyIsNoString(String key) {
    Answer answer = post("no-key", UNTIMED, KEY, key);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.at("/field").asString()).isEqualTo(KEY);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '|',
      value = {
        "application/json;                   |[" + UNTIMED + "]|",
        "application/cloudevents-batch+json; |[]|",
        "application/x-ndjson;               |" + UNTIMED + "|",
        "text/x-access-log;                  |x|"
      })
  void body_isRefusedByTheNameOfTheHeader_whenItMayHoldMoreThanOneEvent(String type, String body) {
    Answer answer = RunningApi.post("/events?site=many", type, body, KEY, "\"a\"");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.at("/field").asString()).isEqualTo(KEY);
    assertThat(answer.at("/allowed").asString()).contains("one JSON object");
  }

  @Test
  void cloudEvent_isStoredOnce_whenItSaysNoTime() {
    String[] binary = {
      "ce-specversion", "1.0", "ce-id", "7", "ce-source", "/shop", "ce-type", "visit"
    };
    String structured =
        "{\"specversion\":\"1.0\",\"id\":\"7\",\"source\":\"/shop\",\"type\":\"visit\",\"data\":"
            + UNTIMED
            + "}";

    Answer first = post("timeless", UNTIMED, binary);
    Answer second =
        RunningApi.post("/events?site=timeless", "application/cloudevents+json", structured);

    assertThat(idempotency(first)).isEqualTo("first");
    assertThat(idempotency(second)).isEqualTo("repeated");
    assertStored("timeless", 1);
  }

  @Test
  void sender_isToldWhatHolds_whileRedisIsAway() {
    Part redis = STACK.part("redis");

    redis.kill();
    try {
      awaitNoMemory();
      Answer timed = post("away", TIMED, KEY, "timed");
      assertThat(timed.status()).isEqualTo(202);
      assertThat(idempotency(timed)).isEqualTo("by_time");
      post("away", TIMED, KEY, "timed");
    } finally {
      redis.start();
    }

    awaitMemory();
    assertThat(idempotency(post("away", TIMED, KEY, "timed"))).isEqualTo("first");
    assertStored("away", 1);
  }

  @Test
  void event_isRefused_whenItSaysNoTimeAndNothingIsKept() {
    try (RawConnection connection = RawConnection.to(LonelyApi.uri())) {
      Reply reply = connection.send(request("kept", "any")).reply();

      assertThat(reply.status()).isEqualTo(400);
      assertThat(reply.at("/field").asString()).isEqualTo(KEY);
      assertThat(reply.at("/allowed").asString()).contains("timestamp");
    }
  }

  private static void awaitNoMemory() {
    while (!idempotency(post("no-memory", UNTIMED, KEY, "any")).equals("unprotected")) {
      assertThat(RunningApi.get("/health").status()).isEqualTo(200);
    }
  }

  private static String idempotency(Answer answer) {
    return answer.at("/idempotency").asString();
  }

  private static Answer post(String site, String event, String... headers) {
    return RunningApi.post("/events?site=" + site, JSON, event, headers);
  }

  private static String request(String site, String key) {
    return "POST /events?site="
        + site
        + " HTTP/1.1\r\nHost: x\r\nContent-Type: "
        + JSON
        + "\r\nIdempotency-Key: "
        + key
        + "\r\nContent-Length: "
        + UNTIMED.length()
        + "\r\n\r\n"
        + UNTIMED;
  }

  /** What was sent later to another site is stored, and nothing more came of these. */
  private static void assertStored(String site, int visits) {
    awaitTotal(site, visits);
    post("after-" + site, TIMED);
    awaitTotal("after-" + site, 1);
    assertThat(RunningApi.get("/stats?site=" + site).at("/total_visits").asInt()).isEqualTo(visits);
  }

  private static void awaitTotal(String site, int visits) {
    RunningApi.awaitAnswer(
        "/stats?site=" + site, stats -> stats.at("/total_visits").asInt() == visits);
  }
}

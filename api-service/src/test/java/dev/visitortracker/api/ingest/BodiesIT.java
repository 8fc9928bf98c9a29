package dev.visitortracker.api.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visitortracker.api.testing.Answer;
import dev.visitortracker.api.testing.RunningApi;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The same mistake is named the same way, whatever kind of body it is in. */
class BodiesIT {
  private static final String JSON = "application/json";
  private static final String NDJSON = "application/x-ndjson";
  private static final String STRUCTURED = "application/cloudevents+json";
  private static final String BATCHED = "application/cloudevents-batch+json";
  private static final String GOOD =
      "{\"endpoint\":\"/a\",\"method\":\"GET\",\"response_code\":200}";

  @ParameterizedTest
  @MethodSource
  void mistake_isNamed_inEveryKindOfBody(String event, String field, String problem) {
    Answer object = post(JSON, event);
    Answer array = post(JSON, "[" + event + "]");
    Answer line = post(NDJSON, event);
    Answer structured = post(STRUCTURED, cloudEvent(event));
    Answer batched = post(BATCHED, "[" + cloudEvent(event) + "]");

    assertNamed(object, "", field, problem);
    assertNamed(array, "/rejected/0", field, problem);
    assertNamed(line, "/rejected/0", field, problem);
    assertNamed(structured, "", "data." + field, problem);
    assertNamed(batched, "/rejected/0", "data." + field, problem);
  }

  static Stream<Arguments> mistake_isNamed_inEveryKindOfBody() {
    String integer = "is not an integer of 32 bits";
    return Stream.of(
        Arguments.of(with("\"colour\":1"), "colour", "is not a field of a visit"),
        Arguments.of(with("\"endpoint\":\"/b\""), "endpoint", "is given twice"),
        Arguments.of(with("\"method\":null"), "method", "is given twice"),
        Arguments.of(with("\"duration_ms\":1.5"), "duration_ms", integer),
        Arguments.of(with("\"duration_ms\":1e-2"), "duration_ms", integer),
        Arguments.of(with("\"duration_ms\":2147483648"), "duration_ms", integer),
        Arguments.of(with("\"duration_ms\":" + "9".repeat(4_000)), "duration_ms", integer),
        Arguments.of(with("\"duration_ms\":-1"), "duration_ms", "is -1"),
        Arguments.of(with("\"referrer\":{\"a\":[1,{\"b\":2}]}"), "referrer", "is not a string"),
        Arguments.of(
            with("\"user_agent\":\"\\u0000\""),
            "user_agent",
            "holds the control character U+0000"));
  }

  @ParameterizedTest
  @MethodSource
  void body_isRefusedAsAWhole_whenItIsNotJson(String body) {
    assertUnreadable(post(JSON, body));
    assertUnreadable(post(STRUCTURED, body));
    assertUnreadable(post(BATCHED, body));
  }

  static Stream<String> body_isRefusedAsAWhole_whenItIsNotJson() {
    return Stream.of(
        GOOD + "x",
        GOOD + GOOD,
        "[" + GOOD + "]]",
        "[" + GOOD + ",]",
        "[" + GOOD,
        "{'endpoint':'/a'}",
        "{\"endpoint\":NaN}",
        "{\"endpoint\":\"/a\" // comment\n}",
        "{\"endpoint\":" + "[".repeat(2_000) + "]".repeat(2_000) + "}",
        "{\"endpoint\":\"/a\0\"}",
        "null",
        "\"text\"");
  }

  @Test
  void body_isTaken_whenAByteOrderMarkStandsBeforeIt() {
    assertThat(post(JSON, "\uFEFF" + GOOD).status()).isEqualTo(202);
    assertThat(post(JSON, "\uFEFF[" + GOOD + "]").status()).isEqualTo(202);
    assertThat(post(NDJSON, "\uFEFF" + GOOD).status()).isEqualTo(202);
    assertThat(post(STRUCTURED, "\uFEFF" + cloudEvent(GOOD)).status()).isEqualTo(202);
    assertThat(post(BATCHED, "\uFEFF[" + cloudEvent(GOOD) + "]").status()).isEqualTo(202);
    assertThat(post(JSON, "\uFEFF").at("/type").asString()).isEqualTo("/problems/empty-body");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\n\t \r\n"})
  void body_isRefusedAsEmpty_whenItHoldsNothing(String body) {
    for (String type : new String[] {JSON, NDJSON, STRUCTURED, BATCHED, "text/x-access-log"}) {
      Answer answer = post(type, body);

      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.at("/type").asString()).isEqualTo("/problems/empty-body");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {JSON, BATCHED})
  void array_isRefusedWithItsLimit_whenItHoldsOneEventTooMany(String type) {
    Answer empty = post(type, "[]");
    Answer most = post(type, "[{}" + ",{}".repeat(9_999) + "]");
    Answer tooMany = post(type, "[{}" + ",{}".repeat(10_000) + "]");

    assertThat(empty.at("/type").asString()).isEqualTo("/problems/empty-body");
    assertThat(most.at("/rejected_total").asInt()).isEqualTo(10_000);
    assertThat(tooMany.status()).isEqualTo(413);
    assertThat(tooMany.at("/max_events").asInt()).isEqualTo(10_000);
  }

  @ParameterizedTest
  @ValueSource(strings = {JSON, NDJSON, STRUCTURED, BATCHED, "text/x-access-log"})
  void body_isRefusedByItsCharset_whenItIsNotUtf8(String type) {
    assertThat(post(type + ";charset=iso-8859-1", GOOD).status()).isEqualTo(415);
    assertThat(post(type + ";charset=nonsense", GOOD).status()).isEqualTo(415);
    assertThat(post(type + ";charset=UTF-8", " ").status()).isEqualTo(400);
  }

  private static String with(String member) {
    return GOOD.substring(0, GOOD.length() - 1) + "," + member + "}";
  }

  private static String cloudEvent(String data) {
    return "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\",\"data\":"
        + data
        + "}";
  }

  private static Answer post(String type, String body) {
    return RunningApi.post("/events?site=bodies", type, body);
  }

  private static void assertNamed(Answer answer, String at, String field, String problem) {
    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.at(at + "/field").asString()).isEqualTo(field);
    assertThat(answer.at(at + "/problem").asString()).isEqualTo(problem);
    assertThat(answer.at(at + "/allowed").asString()).isNotEmpty();
  }

  private static void assertUnreadable(Answer answer) {
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.at("/type").asString()).isEqualTo("/problems/unreadable-body");
    assertThat(answer.at("/field").asString()).isEqualTo("body");
  }
}

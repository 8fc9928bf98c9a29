package dev.visitortracker.api.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visitortracker.api.testing.Answer;
import dev.visitortracker.api.testing.RunningApi;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IngestIT {
  private static final String JSON = "application/json";
  private static final String NDJSON = "application/x-ndjson";
  private static final String ACCESS_LOG = "text/x-access-log";
  private static final String GOOD =
      "{\"endpoint\":\"/a\",\"method\":\"GET\",\"response_code\":200}";

  @Test
  void accessLog_isCountedOnce_howeverOftenItIsImported() {
    String log = log(1, 2_000) + "nonsense\n";

    Answer first = post("imported", ACCESS_LOG, log);
    assertThat(first.status()).isEqualTo(202);
    assertThat(first.at("/accepted").asInt()).isEqualTo(2_000);
    assertThat(first.at("/rejected/0/line").asInt()).isEqualTo(2_001);
    post("imported", ACCESS_LOG, log);
    post("imported", ACCESS_LOG, log + log(2_002, 100));

    assertTotal("imported", 2_100);
    post("marker", JSON, GOOD);
    assertTotal("marker", 1);
    assertTotal("imported", 2_100);
  }

  @Test
  void lastLine_isCountedOnce_whenItWasHalfWrittenAtTheFirstImport() {
    String log = log(1, 2);

    Answer early = post("half", ACCESS_LOG, log.substring(0, log.length() - 3));
    Answer later = post("half", ACCESS_LOG, log);

    assertThat(early.at("/through_line").asInt()).isEqualTo(1);
    assertThat(later.at("/through_line").asInt()).isEqualTo(2);
    assertTotal("half", 2);
  }

  @Test
  void format_isRefused_whenItIsUnknownOrTheBodyIsNoLog() {
    Answer unknown = RunningApi.post("/events?format=clf", ACCESS_LOG, log(1, 1));
    Answer ofJson = RunningApi.post("/events?format=caddy", JSON, GOOD);
    Answer named = RunningApi.post("/events?format=combined", ACCESS_LOG, log(1, 1));

    assertThat(unknown.status()).isEqualTo(400);
    assertThat(unknown.at("/allowed").asString()).contains("combined, vhost_combined");
    assertThat(ofJson.at("/problem").asString()).isEqualTo("is for access logs only");
    assertThat(named.status()).isEqualTo(202);
  }

  @Test
  void rest_isTakenWithTheSameIds_whenTheClientResumes() {
    post("resumed-log", ACCESS_LOG, log(1, 600));

    Answer rest = RunningApi.post("/events?site=resumed-log&first_line=501", ACCESS_LOG, log(501, 500));

    assertThat(rest.at("/through_line").asInt()).isEqualTo(1_000);
    assertTotal("resumed-log", 1_000);
  }

  @Test
  void report_streams_whenTheClientAcceptsNdjson() {
    Answer report =
        RunningApi.post(
            "/events?site=reported", ACCESS_LOG, log(1, 10) + "nonsense\n", "Accept", NDJSON);

    assertThat(report.status()).isEqualTo(200);
    assertThat(report.body())
        .contains("{\"line\":11,\"rejected\":{")
        .contains(
            "{\"done\":true,\"through_line\":11,\"accepted\":10,\"rejected_total\":1,\"token\":\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '|',
      value = {
        "400; body;          |{\"endpoint\":\"/a\"|",
        "400; body;          |42|",
        "400; body;          | |",
        "422; response_code; |{\"endpoint\":\"/a\",\"method\":\"GET\",\"response_code\":\"200\"}|",
        "422; response_code; |{\"endpoint\":\"/a\",\"method\":\"GET\",\"response_code\":99}|",
        "422; endpont;       |{\"endpont\":\"/a\",\"method\":\"GET\",\"response_code\":200}|",
        "422; endpoint;      |{\"method\":\"GET\",\"response_code\":200}|",
        "422; source_ip;    "
            + " |{\"source_ip\":\"1.2.3.256\",\"endpoint\":\"/a\",\"method\":\"GET\",\"response_code\":200}|",
        "422; id;           "
            + " |{\"id\":\"x\",\"endpoint\":\"/a\",\"method\":\"GET\",\"response_code\":200}|",
        "422; timestamp;    "
            + " |{\"timestamp\":\"2099-01-01T00:00:00Z\",\"endpoint\":\"/a\",\"method\":\"GET\",\"response_code\":200}|"
      })
  void event_isRefusedByField_whenItIsMalformed(int status, String field, String event) {
    Answer answer = post("malformed", JSON, event);

    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(answer.at("/field").asString()).isEqualTo(field);
    assertThat(answer.at("/problem").asString()).isNotEmpty();
    assertThat(answer.at("/allowed").asString()).isNotEmpty();
    assertThat(answer.at("/retryable").asBoolean()).isFalse();
  }

  @Test
  void goodEvents_areStored_whenOthersBesideThemAreMalformed() {
    String lines = GOOD + "\n{\"a\":1}\n" + "x".repeat(10_000_000) + "\n" + GOOD;

    Answer ofLines = post("beside", NDJSON, lines);
    Answer ofArray = post("beside", JSON, "[" + GOOD + ",{\"a\":1}]");

    assertThat(ofLines.at("/accepted").asInt()).isEqualTo(2);
    assertThat(ofLines.at("/rejected")).hasSize(2);
    assertThat(ofArray.at("/accepted").asInt()).isEqualTo(1);
    assertTotal("beside", 3);
  }

  @Test
  void body_isRefusedWithItsLimit_whenItIsTooLarge() {
    Answer answer = post("large", JSON, "[" + " ".repeat(2_000_000) + "]");

    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.at("/max_bytes").asInt()).isEqualTo(1_048_576);
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/plain", "application/xml", "application/json;charset=iso-8859-1"})
  void body_isRefusedWithTheAcceptedTypes_whenItsTypeIsAnother(String type) {
    Answer answer = post("types", type, GOOD);

    assertThat(answer.status()).isEqualTo(415);
    assertThat(answer.header("Accept-Post"))
        .isEqualTo(
            "application/json, application/cloudevents+json, application/cloudevents-batch+json,"
                + " application/x-ndjson, text/x-access-log");
  }

  private static Answer post(String site, String type, String body) {
    return RunningApi.post("/events?site=" + site, type, body);
  }

  private static void assertTotal(String site, int visits) {
    RunningApi.awaitAnswer(
        "/stats?site=" + site, stats -> stats.at("/total_visits").asInt() == visits);
  }

  private static String log(int firstLine, int lines) {
    return IntStream.range(firstLine, firstLine + lines)
        .mapToObj(
            line ->
                "192.0.2.%d - - [17/May/2015:10:05:%02d +0000] \"GET /%d?q HTTP/1.1\" 200 1\n"
                    .formatted(line % 256, line % 60, line))
        .collect(Collectors.joining());
  }
}

package dev.visitortracker.api.ingest.cloudevents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visitortracker.api.testing.Answer;
import dev.visitortracker.api.testing.RunningApi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CloudEventsIT {
  private static final String JSON = "application/json";
  private static final String STRUCTURED = "application/cloudevents+json";
  private static final String BATCHED = "application/cloudevents-batch+json";
  private static final String TIME = "2025-12-31T10:05:03.000Z";
  private static final String DATA =
      "{\"endpoint\":\"/a\",\"method\":\"GET\",\"response_code\":200}";

  @Test
  void event_isCountedOnce_inWhicheverModeItIsSent() {
    String event = event("once", "b€");

    assertThat(binary("once", "specversion", "1.0").status()).isEqualTo(202);
    assertThat(post("once", STRUCTURED + "; charset=utf-8", event).status()).isEqualTo(202);
    Answer batch =
        post("once", BATCHED, "[" + event + "," + event + "," + event("once", "2") + ",{}]");

    assertThat(batch.status()).isEqualTo(202);
    assertThat(batch.at("/duplicates_in_request").asInt()).isEqualTo(1);
    assertThat(batch.at("/rejected/0/index").asInt()).isEqualTo(3);
    assertThat(batch.at("/rejected/0/field").asString()).isEqualTo("specversion");
    assertTotal("once", 2);
    post("after-once", JSON, DATA);
    assertTotal("after-once", 1);
    assertTotal("once", 2);
  }

  @ParameterizedTest
  @CsvSource({
    "specversion, 0.3, 422, ce-specversion",
    "time, yesterday, 422, ce-time",
    "source, a%20b, 422, ce-source",
    "id, %FF, 400, ce-id"
  })
  void event_isRefusedByHeader_whenAnAttributeIsWrong(
      String attribute, String value, int status, String field) {
    Answer answer = binary("wrong", attribute, value);

    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.at("/field").asString()).isEqualTo(field);
  }

  @Test
  void event_isRefused_whenOneAttributeIsMissing() {
    Answer answer = RunningApi.post("/events", JSON, DATA, "ce-id", "1");

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.at("/field").asString()).isEqualTo("ce-specversion");
  }

  /** A good event with id {@code b€}, one attribute of which is another. */
  private static Answer binary(String site, String attribute, String value) {
    String[] headers = {
      "ce-specversion",
      "1.0",
      "ce-id",
      "b%E2%82%AC",
      "ce-source",
      "/" + site,
      "ce-type",
      "visit",
      "ce-time",
      TIME
    };
    for (int i = 0; i < headers.length; i += 2) {
      if (headers[i].equals("ce-" + attribute)) {
        headers[i + 1] = value;
      }
    }
    return RunningApi.post("/events?site=" + site, JSON, DATA, headers);
  }

  private static String event(String site, String id) {
    return """
    {"specversion":"1.0","id":"%s","source":"/%s","type":"visit","time":"%s","data":%s}\
    """
        .formatted(id, site, TIME, DATA);
  }

  private static Answer post(String site, String type, String body) {
    return RunningApi.post("/events?site=" + site, type, body);
  }

  private static void assertTotal(String site, int visits) {
    RunningApi.awaitAnswer(
        "/stats?site=" + site, stats -> stats.at("/total_visits").asInt() == visits);
  }
}

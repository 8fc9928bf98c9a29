package dev.visitortracker.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visitortracker.api.testing.Answer;
import dev.visitortracker.api.testing.RunningApi;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpCachingIT {
  private static final String CLOSED = "max-age=86400, immutable";
  private static final String OPEN = "max-age=1";

  @BeforeAll
  static void storeAVisit() {
    RunningApi.post(
        "/events?site=kept",
        "application/json",
        "{\"timestamp\":\"2018-01-02T03:04:05Z\",\"endpoint\":\"/a\",\"method\":\"GET\","
            + "\"response_code\":200}");
    for (int i = 0; i < 2; i++) {
      RunningApi.awaitAnswer("/stats?site=kept", stats -> stats.at("/total_visits").asInt() == 1);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "/visits?site=kept; " + OPEN,
        "/visits?site=kept&to=2019-01-01T00:00:00Z; " + CLOSED,
        "/visits?site=kept&to=2999-01-01T00:00:00Z; " + OPEN,
        "/stats?site=kept; " + OPEN,
        "/stats/timeseries?site=kept; " + OPEN,
        "/stats/timeseries?from=2018-01-02T03:00:00Z&to=2018-01-02T04:00:00Z; " + CLOSED,
        "/stats/visitors?site=kept; " + OPEN,
        "/stats/visitors?from=2018-01-02T00:00:00Z&to=2018-01-04T00:00:00Z; " + CLOSED,
        "/stats/top; " + OPEN,
        "/; max-age=60",
        "/visits/x; no-store",
        "/nope; no-store",
        "/health; no-store"
      })
  void answer_saysHowLongItMayBeKept_byWhatMayChangeInIt(String path, String cacheControl) {
    assertThat(RunningApi.get(path).header("Cache-Control")).isEqualTo(cacheControl);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/visits?site=kept&to=2019-01-01T00:00:00Z",
        "/stats/timeseries?from=2018-01-02T03:00:00Z&to=2018-01-02T04:00:00Z",
        "/stats/visitors?from=2018-01-02T00:00:00Z&to=2018-01-04T00:00:00Z",
        "/"
      })
  void answer_hasNoBody_whenTheCallerHasTheSame(String path) {
    Answer first = RunningApi.get(path);
    String tag = first.header("ETag");

    Answer again = getUnlessItIs("\"another\", " + tag, path);

    assertThat(tag).matches("W/\"[0-9a-f]{32}\"");
    assertThat(again.status()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
    assertThat(again.header("ETag")).isEqualTo(tag);
    assertThat(again.header("Cache-Control")).isEqualTo(first.header("Cache-Control"));
    assertThat(getUnlessItIs("\"another\"", path).status()).isEqualTo(200);
  }

  /** What it counts has not changed; that other sites got visits meanwhile shows in a header. */
  @Test
  void stats_haveNoBody_untilSomethingIsStoredThatTheyCount() {
    Answer first = getAfter(store("tagged"), "\"none\"");
    String tag = first.header("ETag");
    assertThat(tag).matches("W/\"[0-9a-f]{32}\"");

    Answer again = getAfter(store("not-tagged"), tag);
    assertThat(again.status()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
    assertThat(Instant.parse(again.header("Last-Stored-At")))
        .isAfter(Instant.parse(first.header("Last-Stored-At")));

    Answer changed = getAfter(store("tagged"), tag);
    assertThat(changed.status()).isEqualTo(200);
    assertThat(changed.at("/total_visits").asInt()).isEqualTo(2);
  }

  /** A visit of long ago, so that it is in no window that moves. */
  private static String store(String site) {
    return RunningApi.post(
            "/events?site=" + site,
            "application/json",
            "{\"timestamp\":\"2018-01-02T03:04:05Z\",\"endpoint\":\"/a\",\"method\":\"GET\","
                + "\"response_code\":200}")
        .header("Visit-Token");
  }

  private static Answer getAfter(String token, String tag) {
    return RunningApi.send(
        "GET",
        "/stats?site=tagged",
        BodyPublishers.noBody(),
        "If-None-Match",
        tag,
        "Read-After",
        token);
  }

  @Test
  void visit_isKeptLong_becauseItNeverChanges() {
    String id = RunningApi.get("/visits?site=kept").at("/visits/0/id").asString();

    assertThat(RunningApi.get("/visits/" + id).header("Cache-Control")).isEqualTo(CLOSED);
    assertThat(RunningApi.get("/visits/" + id).response().headers().allValues("Vary").toString())
        .contains("Accept", "Read-After");
  }

  private static Answer getUnlessItIs(String tag, String path) {
    return RunningApi.send("GET", path, BodyPublishers.noBody(), "If-None-Match", tag);
  }
}

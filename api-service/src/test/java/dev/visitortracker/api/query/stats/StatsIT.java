package dev.visitortracker.api.query.stats;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visitortracker.api.testing.Answer;
import dev.visitortracker.api.testing.OtherApi;
import dev.visitortracker.api.testing.RunningApi;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class StatsIT {
  private static final int OLD_VISITS = 30;
  private static final int NEW_VISITS = 12;

  @BeforeAll
  static void storeVisits() {
    post(
        IntStream.range(0, OLD_VISITS)
            .mapToObj(
                i ->
                    visit(
                        "\"timestamp\":\"2019-05-06T07:0%d:00Z\",".formatted(i % 3),
                        i % 5,
                        i % 10 == 0 ? 500 : 200))
            .collect(Collectors.joining(",")));
    post(
        IntStream.range(0, NEW_VISITS)
            .mapToObj(i -> visit("", 1, i % 2 == 0 ? 404 : 200))
            .collect(Collectors.joining(",")));
    for (String replica : List.of("replica-1", "replica-2")) {
      RunningApi.awaitAnswer(
          "/stats?site=counted",
          stats ->
              stats.header("Served-By").equals(replica)
                  && stats.at("/total_visits").asInt() == OLD_VISITS + NEW_VISITS);
    }
  }

  @Test
  void stats_tellRateErrorsAndFreshness_besideTheTotal() {
    JsonNode stats = get("/stats?site=counted");

    assertThat(stats.at("/recent_visits")).hasSize(10);
    assertThat(stats.at("/client_errors").asInt()).isEqualTo(NEW_VISITS / 2);
    assertThat(stats.at("/server_errors").asInt()).isEqualTo(OLD_VISITS / 10);
    assertThat(stats.at("/error_share").asDouble()).isEqualTo(0.2143);
    assertThat(stats.at("/last_5_minutes/visits_per_second").asDouble()).isBetween(0.0, 0.04);
    assertThat(stats.at("/last_minute/visits_per_second").isNumber()).isTrue();
    assertThat(Instant.parse(stats.at("/freshness/committed_at").asString()))
        .isBefore(Instant.parse(stats.at("/as_of").asString()).plusSeconds(1));
  }

  @Test
  void stats_areZero_whenASiteHasNoVisits() {
    JsonNode stats = get("/stats?site=never.seen");

    assertThat(stats.at("/total_visits").asInt()).isZero();
    assertThat(stats.at("/error_share").asDouble()).isZero();
    assertThat(stats.at("/last_minute/visits_per_second").asDouble()).isZero();
  }

  @Test
  void timeseries_showsEmptyBucketsToo_whenItIsByMinute() {
    JsonNode series =
        get(
            "/stats/timeseries?site=counted&grain=minute"
                + "&from=2019-05-06T06:59:30Z&to=2019-05-06T07:03:30Z");

    assertThat(series.at("/from").asString()).isEqualTo("2019-05-06T06:59:00.000Z");
    assertThat(series.at("/to").asString()).isEqualTo("2019-05-06T07:04:00.000Z");
    assertThat(visits(series)).containsExactly(0, 10, 10, 10, 0);
    assertThat(series.at("/buckets/1/start").asString()).isEqualTo("2019-05-06T07:00:00.000Z");
    assertThat(series.at("/buckets/1/server_errors").asInt()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"hour,24", "day,1"})
  void timeseries_addsUpToTheSame_inEachGrain(String grain, int buckets) {
    JsonNode series =
        get(
            "/stats/timeseries?site=counted&grain="
                + grain
                + "&from=2019-05-06T00:00:00Z&to=2019-05-07T00:00:00Z");

    assertThat(visits(series)).hasSize(buckets);
    assertThat(visits(series).stream().mapToInt(visits -> visits).sum()).isEqualTo(OLD_VISITS);
  }

  @Test
  void timeseries_endsNow_whenNoRangeIsGiven() {
    assertThat(visits(get("/stats/timeseries?site=counted")))
        .hasSizeBetween(60, 61)
        .contains(NEW_VISITS);
  }

  @ParameterizedTest
  @CsvSource({
    "grain=week,grain",
    "from=2019-05-06T07:00:00Z,from",
    "from=2019-05-06T07:00:00Z&to=2019-05-06T07:00:00Z,from",
    "site=A,site",
    "by=site,by"
  })
  void timeseries_isRefusedByField_whenItCannotBeAnswered(String query, String parameter) {
    Answer answer = RunningApi.get("/stats/timeseries?" + query);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.at("/parameter").asString()).isEqualTo(parameter);
    assertThat(answer.at("/allowed").asString()).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "by=endpoint,\"/1\",18",
    "by=status,200,33",
    "by=method,\"GET\",42",
    "by=referrer,null,42"
  })
  void top_ranksTheNewestVisits_byAnyColumn(String by, String value, int visits) {
    JsonNode top = get("/stats/top?site=counted&" + by);

    assertThat(top.at("/top/0/value")).hasToString(value);
    assertThat(top.at("/top/0/visits").asInt()).isEqualTo(visits);
    assertThat(top.at("/sample/visits").asInt()).isEqualTo(OLD_VISITS + NEW_VISITS);
    assertThat(top.at("/sample/oldest").asString()).isEqualTo("2019-05-06T07:00:00.000Z");
  }

  @Test
  void top_ranksAllVisits_bySite() {
    JsonNode top = get("/stats/top?by=site&limit=100");

    assertThat(top.at("/sample").isNull()).isTrue();
    assertThat(StreamSupport.stream(top.at("/top").spliterator(), false))
        .anyMatch(
            place ->
                place.at("/value").asString().equals("counted")
                    && place.at("/visits").asInt() == OLD_VISITS + NEW_VISITS);
  }

  /** One count is one site in one partition; there are more by now. */
  @Test
  void top_ranksTheNewestVisits_bySiteWhereThereAreTooManyCounts() {
    try (OtherApi api = OtherApi.start("query.top-counts=1")) {
      Answer top = api.get("/stats/top?by=site");

      assertThat(top.at("/sample/visits").asInt()).isPositive();
      assertThat(top.at("/top/0/visits").asInt()).isPositive();
      assertThat(top.header("Cache-Status")).startsWith("visitor-tracker; ");
    }
  }

  @ParameterizedTest
  @CsvSource({"by=id,by", "by=site&from=2019-05-06T07:00:00Z,from", "limit=101,limit"})
  void top_isRefusedByField_whenItCannotBeAnswered(String query, String parameter) {
    Answer answer = RunningApi.get("/stats/top?" + query);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.at("/parameter").asString()).isEqualTo(parameter);
  }

  @Test
  void visitors_areCountedOnce_byDayAndInAll() {
    Answer posted =
        RunningApi.post(
            "/events?site=visited",
            "application/json",
            IntStream.range(0, 60)
                .mapToObj(
                    i ->
                        visit(
                            "\"timestamp\":\"2019-05-%02dT07:00:00Z\",\"source_ip\":\"192.0.2.%d\","
                                .formatted(6 + i % 2, i / 4),
                            i,
                            200))
                .collect(Collectors.joining(",", "[", "]")));

    JsonNode visitors =
        getAfter(
            posted,
            "/stats/visitors?site=visited&from=2019-05-05T12:00:00Z&to=2019-05-08T00:00:00Z");
    JsonNode ofAllSites =
        getAfter(posted, "/stats/visitors?from=2019-05-06T00:00:00Z&to=2019-05-07T00:00:00Z");

    assertThat(visitors.at("/confidence").asDouble()).isEqualTo(0.95);
    assertThat(visitors.at("/visitors")).hasToString("{\"lower\":15,\"estimate\":15,\"upper\":15}");
    assertThat(visitors.at("/from").asString()).isEqualTo("2019-05-05T00:00:00.000Z");
    assertThat(
            StreamSupport.stream(visitors.at("/days").spliterator(), false)
                .map(day -> day.at("/estimate").asInt()))
        .containsExactly(0, 15, 15);
    assertThat(ofAllSites.at("/visitors/estimate").asInt()).isGreaterThanOrEqualTo(15);
  }

  @Test
  void visitors_areOfTheLast30Days_whenNoRangeIsGiven() {
    JsonNode visitors = get("/stats/visitors?site=counted");

    assertThat(visitors.at("/days")).hasSize(30);
    assertThat(visitors.at("/visitors/estimate").asInt()).isOne();
  }

  @ParameterizedTest
  @CsvSource({
    "from=2019-05-06T07:00:00Z&to=2019-08-07T07:00:00Z,from,'at most 92 buckets'",
    "from=2019-05-06T07:00:00Z&to=2019-05-06T07:00:00Z,from,before 2019",
    "site=A,site,a-z",
    "grain=day,grain,'site, from, to'"
  })
  void visitors_areRefusedByField_whenTheyCannotBeCounted(
      String query, String parameter, String allowed) {
    Answer answer = RunningApi.get("/stats/visitors?" + query);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.at("/parameter").asString()).isEqualTo(parameter);
    assertThat(answer.at("/allowed").asString()).contains(allowed);
  }

  @Test
  void timeseries_countsAllSites_whenNoneIsGiven() {
    String range = "grain=day&from=2019-05-06T00:00:00Z&to=2019-05-07T00:00:00Z";

    assertThat(visits(get("/stats/timeseries?" + range)).getFirst())
        .isGreaterThanOrEqualTo(OLD_VISITS);
    assertThat(get("/stats").at("/total_visits").asInt())
        .isGreaterThanOrEqualTo(OLD_VISITS + NEW_VISITS);
  }

  private static List<Integer> visits(JsonNode series) {
    return StreamSupport.stream(series.at("/buckets").spliterator(), false)
        .map(bucket -> bucket.at("/visits").asInt())
        .toList();
  }

  private static void post(String events) {
    assertThat(
            RunningApi.post("/events?site=counted", "application/json", "[" + events + "]")
                .status())
        .isEqualTo(202);
  }

  private static String visit(String timestamp, int endpoint, int code) {
    return "{%s\"endpoint\":\"/%d\",\"method\":\"GET\",\"response_code\":%d}"
        .formatted(timestamp, endpoint, code);
  }

  private static JsonNode getAfter(Answer posted, String uri) {
    Answer answer =
        RunningApi.send(
            "GET",
            uri,
            BodyPublishers.noBody(),
            "Read-After",
            posted.header("Visit-Token"),
            "Prefer",
            "wait=10");
    assertThat(answer.status()).isEqualTo(200);
    return answer.at("");
  }

  private static JsonNode get(String uri) {
    Answer answer = RunningApi.get(uri);
    assertThat(answer.status()).isEqualTo(200);
    return answer.at("");
  }
}

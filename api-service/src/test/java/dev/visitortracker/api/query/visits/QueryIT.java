package dev.visitortracker.api.query.visits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visitortracker.api.testing.Answer;
import dev.visitortracker.api.testing.RunningApi;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class QueryIT {
  private static final int VISITS = 25;

  @BeforeAll
  static void storeVisits() {
    RunningApi.post(
        "/events?site=queried",
        "application/json",
        IntStream.range(0, VISITS)
            .mapToObj(
                i ->
                    """
                    {"timestamp":"2020-02-03T04:05:%02dZ","source_ip":"2001:db8::%d",
                     "endpoint":"/%d","method":"GET","response_code":%d}\
                    """
                        .formatted(i, i, i % 5, i % 2 == 0 ? 200 : 404))
            .collect(Collectors.joining(",", "[", "]")));
    for (String replica : List.of("replica-1", "replica-2")) {
      RunningApi.awaitAnswer(
          "/stats?site=queried",
          stats ->
              stats.header("Served-By").equals(replica)
                  && stats.at("/total_visits").asInt() == VISITS);
    }
  }

  @Test
  void cursor_leadsThroughAllVisitsOnce_newestFirst() {
    List<String> timestamps = new ArrayList<>();
    String next = "/visits?site=queried&per_page=10";
    for (int page = 0; page < 3; page++) {
      JsonNode body = get(next);
      body.get("visits").forEach(visit -> timestamps.add(visit.get("timestamp").asString()));
      next = "/visits?site=queried&per_page=10&cursor=" + body.get("next").asString();
    }

    assertThat(timestamps).hasSize(VISITS).doesNotHaveDuplicates();
    assertThat(timestamps.reversed()).isSorted();
    assertThat(timestamps.getFirst()).isEqualTo("2020-02-03T04:05:24.000Z");
  }

  /** Far apart, so that each page is in another month than the one before. */
  @Test
  void cursor_leadsThroughAllVisitsOnce_whenTheSiteWasQuietBetweenThem() {
    for (int year = 2011; year < 2015; year++) {
      RunningApi.post(
          "/events?site=quiet",
          "application/json",
          """
          {"timestamp":"%d-02-03T04:05:59.999Z","endpoint":"/a","method":"GET","response_code":200}\
          """
              .formatted(year));
    }
    RunningApi.awaitAnswer("/stats?site=quiet", stats -> stats.at("/recent_visits").size() == 4);

    List<String> years = new ArrayList<>();
    String next = "/visits?site=quiet&per_page=1";
    for (int page = 0; page < 4; page++) {
      JsonNode body = get(next);
      years.add(body.at("/visits/0/timestamp").asString().substring(0, 4));
      next = "/visits?site=quiet&per_page=1&cursor=" + body.at("/next").asString();
    }
    assertThat(years).containsExactly("2014", "2013", "2012", "2011");
    assertThat(get("/visits?site=quiet&to=2011-01-01T00:00:00Z").get("visits")).isEmpty();
  }

  @Test
  void page_showsTheSameAsTheCursor_whenItIsCounted() {
    JsonNode first = get("/visits?site=queried&per_page=10");

    assertThat(get("/visits?site=queried&per_page=10&page=2").get("visits"))
        .isEqualTo(
            get("/visits?site=queried&per_page=10&cursor=" + first.get("next").asString())
                .get("visits"));
  }

  @ParameterizedTest
  @CsvSource({
    "'per_page=10', exact",
    "'per_page=10&page=3', exact",
    "'per_page=10&status_class=4xx', exact",
    "'per_page=10&status_class=5xx', exact",
    "'per_page=3&from=2020-02-03T04:05:00Z&to=2020-02-03T04:06:00Z', exact",
    "'per_page=3&from=2020-02-03T00:00:00Z&to=2020-02-05T00:00:00Z', exact",
    "'per_page=500&endpoint=/3', exact",
    "'per_page=1&endpoint=/3', unknown",
    "'per_page=3&from=2020-02-03T04:05:10Z&to=2020-02-03T04:05:20Z', unknown",
    "'per_page=10&status_class=2xx', unknown"
  })
  void total_isTheNumberOfTheVisits_orUnknown(String query, String totalIs) {
    JsonNode page = get("/visits?site=queried&" + query);
    String all = query.replaceAll("per_page=[0-9]+|&page=[0-9]+", "");

    assertThat(page.get("total_is").asString()).isEqualTo(totalIs);
    if (totalIs.equals("exact")) {
      assertThat(page.get("total").asInt())
          .isEqualTo(get("/visits?per_page=500&site=queried" + all).get("visits").size());
    } else {
      assertThat(page.get("total").isNull()).isTrue();
    }
  }

  @Test
  void total_isThatOfTheStatistics_whenNothingIsFilteredOrThePageIsBehindTheLast() {
    int total = get("/stats?site=queried").get("total_visits").asInt();

    assertThat(get("/visits?site=queried&per_page=1&page=9000").get("total").asInt())
        .isEqualTo(total);
    assertThat(get("/visits?per_page=1").get("total").asInt()).isGreaterThanOrEqualTo(total);
    assertThat(get("/visits?per_page=1").get("total_is").asString()).isEqualTo("exact");
  }

  @Test
  void total_isUnknownBehindACursor_soThatCachesMayKeepThePage() {
    String next = get("/visits?site=queried&per_page=10").get("next").asString();

    assertThat(get("/visits?site=queried&per_page=10&cursor=" + next).get("total_is").asString())
        .isEqualTo("unknown");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/visits", "/stats/top", "/stats/timeseries", "/stats/visitors"})
  void from_isRefused_whenItIsNotBeforeTo(String route) {
    Answer answer = RunningApi.get(route + "?from=2026-11-08T00:00:00Z&to=2026-11-07T00:00:00Z");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.at("/parameter").asString()).isEqualTo("from");
    assertThat(answer.at("/problem").asString()).isEqualTo("is not before to");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/stats/timeseries?from=9999-12-31T23:59:00Z&to=9999-12-31T23:59:59Z",
        "/stats/visitors?from=9999-12-31T00:00:00Z&to=9999-12-31T23:59:59Z"
      })
  void to_comesBackInItsYear_whenItIsTheLastThatCanBeWritten(String uri) {
    assertThat(get(uri).get("to").asString()).isEqualTo("9999-12-31T23:59:59.999Z");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0001-01-01T00:00:00Z", "1969-12-31T23:59:59Z"})
  void visits_areAllShown_whenFromIsBeforeEveryOne(String from) {
    assertThat(get("/visits?site=queried&per_page=10&from=" + from).get("visits")).hasSize(10);
  }

  @ParameterizedTest
  @CsvSource({
    "status=404,12",
    "status_class=4xx,12",
    "endpoint=/3,5",
    "method=POST,0",
    "source_ip=2001:db8::7,1",
    "from=2020-02-03T04:05:10Z&to=2020-02-03T04:05:20Z,10",
    "from=2020-02-03T04:05:10Z&status=200&endpoint=/0,2"
  })
  void visits_areFiltered_byEachParameter(String filter, int expected) {
    assertThat(get("/visits?site=queried&" + filter).get("visits")).hasSize(expected);
  }

  @Test
  void visit_isShownByItsId_asInTheList() {
    JsonNode visit = get("/visits?site=queried&per_page=1").get("visits").get(0);

    assertThat(get("/visits/" + visit.get("id").asString())).isEqualTo(visit);
  }

  @Test
  void reads_areServedInTurn_byTheReplicas() {
    List<String> servedBy =
        IntStream.range(0, 4).mapToObj(i -> RunningApi.get("/visits").header("Served-By")).toList();

    assertThat(servedBy).containsOnly("replica-1", "replica-2").contains("replica-1", "replica-2");
  }

  @ParameterizedTest
  @CsvSource({
    "GET,/nope,404,/problems/not-found",
    "GET,/visits/01KDVDNQ00TVGW6PBZEYS2DQ7M,404,/problems/not-found",
    "GET,/visits/x,400,/problems/invalid-parameter",
    "GET,/visits?limit=1,400,/problems/invalid-parameter",
    "GET,/visits?page=2000,400,/problems/invalid-parameter",
    "GET,/stats?page=1,400,/problems/invalid-parameter",
    "DELETE,/visits,405,/problems/method-not-allowed",
    "GET,/events,405,/problems/method-not-allowed"
  })
  void request_isAnsweredWithAProblem_whenItCannotBeServed(
      String method, String uri, int status, String type) {
    Answer answer = RunningApi.send(method, uri, BodyPublishers.noBody());

    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(answer.at("/type").asString()).isEqualTo(type);
  }

  @Test
  void ownTraffic_becomesVisits_ofItsOwnSite() {
    assertThat(RunningApi.get("/own-traffic").status()).isEqualTo(404);

    RunningApi.awaitAnswer(
        "/visits?site=visitor-tracker&endpoint=/own-traffic",
        visits -> visits.at("/visits/0/response_code").asInt() == 404);
  }

  private static JsonNode get(String uri) {
    Answer answer = RunningApi.get(uri);
    assertThat(answer.status()).isEqualTo(200);
    return answer.at("");
  }
}

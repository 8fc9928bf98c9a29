package dev.visitortracker.api.query.export;

import static dev.visitortracker.api.query.export.ExportedVisits.NDJSON;
import static dev.visitortracker.api.testing.RunningApi.STACK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.visitortracker.api.testing.Answer;
import dev.visitortracker.api.testing.OtherApi;
import dev.visitortracker.api.testing.RunningApi;
import dev.visitortracker.api.testing.WalReceiver;
import dev.visitortracker.local.Part;
import java.net.http.HttpRequest.BodyPublishers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** What an export holds. */
class ExportIT {
  private static final int VISITS = ExportedVisits.COUNT;
  private static final String CSV = "text/csv";
  private static final JsonMapper JSON = new JsonMapper();

  @BeforeAll
  static void storeVisits() {
    ExportedVisits.storeOnce();
  }

  @Test
  void ndjson_holdsEachVisitOnce_newestFirst() throws SQLException {
    List<String> ids =
        export("/visits?site=exported", NDJSON)
            .lines()
            .map(line -> JSON.readTree(line).get("id").asString())
            .toList();

    assertThat(ids).hasSize(VISITS).doesNotHaveDuplicates();
    assertThat(ids.reversed()).isSorted();
    assertThat(count("select count(*) from visit_events where site = 'exported'"))
        .isEqualTo(VISITS);
  }

  @Test
  void csv_holdsEachVisitOnce_behindItsHeader() {
    List<String> lines =
        export("/visits?site=exported&from=2021-02-01T00:00:00Z", CSV).lines().toList();

    assertThat(lines).hasSize(VISITS / 2 + 1).doesNotHaveDuplicates();
    assertThat(lines.getFirst()).startsWith("id,timestamp,site,source_ip,");
    assertThat(lines.getLast()).contains(",exported,127.0.0.1,/", ",GET,200,'=agent ");
  }

  @Test
  void csv_isAFileInUtf8_forReadersThatWouldGuess() {
    Answer csv =
        RunningApi.send(
            "GET", "/visits?site=exported&limit=1", BodyPublishers.noBody(), "Accept", CSV);

    assertThat(csv.header("Content-Type")).isEqualTo("text/csv;charset=utf-8;header=present");
    assertThat(csv.header("Content-Disposition")).isEqualTo("attachment; filename=\"visits.csv\"");
    assertThat(csv.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(csv.body()).startsWith("id,timestamp,");
    assertThat(export("/visits?site=exported&limit=1&bom=true", CSV)).startsWith("\ufeffid,");
  }

  @Test
  void byteOrderMark_isRefused_whenTheExportIsNoCsv() {
    Answer answer =
        RunningApi.send(
            "GET", "/visits?limit=1&bom=true", BodyPublishers.noBody(), "Accept", NDJSON);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.at("/parameter").asString()).isEqualTo("bom");
  }

  @Test
  void export_endsAtItsLimit_andGoesOnAtTheCursor() {
    List<String> all = export("/visits?site=exported&limit=2500", NDJSON).lines().toList();
    String last = JSON.readTree(all.get(1_499)).get("id").asString();

    assertThat(all).hasSize(2_500);
    assertThat(export("/visits?site=exported&limit=1000&cursor=" + last, NDJSON).lines())
        .containsExactlyElementsOf(all.subList(1_500, 2_500));
  }

  @Test
  void export_isRefused_whenAParameterBelongsToPages() {
    Answer answer =
        RunningApi.send("GET", "/visits?page=1", BodyPublishers.noBody(), "Accept", CSV);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.at("/parameter").asString()).isEqualTo("page");
  }

  /** One replica shows nothing of it, and every other batch would be read there. */
  @Test
  void export_showsWhatTheTokenStandsFor_inEveryBatch() {
    try (OtherApi api = OtherApi.start("replica.max-lag=1h", "replica.hedge-after=0s")) {
      WalReceiver.NOT_REPLAYED.stop("replica-2");
      try {
        String token = post("/events?site=exported-after", 3_500);

        for (int i = 0; i < 4; i++) {
          Answer export =
              api.get(
                  "/visits?site=exported-after",
                  "Accept",
                  i % 2 == 0 ? NDJSON : CSV,
                  "Read-After",
                  token);
          assertThat(export.status()).isEqualTo(200);
          assertThat(export.body().lines().filter(line -> !line.startsWith("id,"))).hasSize(3_500);
        }
        // Else nothing would have been proved.
        assertThat(
                Stream.generate(() -> api.get("/visits?site=exported-after", "Accept", NDJSON))
                    .limit(4)
                    .map(export -> export.body().lines().count()))
            .as("exports without the token")
            .anyMatch(visits -> visits < 3_500);
      } finally {
        WalReceiver.NOT_REPLAYED.goOn("replica-2");
      }
    }
  }

  @Test
  void export_isRefused_whenNoDatabaseReachesTheTokenInTime() {
    Part worker = STACK.part("worker-1");
    RunningApi.awaitAnswer("/health/ready", health -> health.status() == 200);

    worker.pause();
    try {
      Answer answer =
          RunningApi.send(
              "GET",
              "/visits",
              BodyPublishers.noBody(),
              "Accept",
              NDJSON,
              "Read-After",
              post("/events?site=exported-behind", 1),
              "Prefer",
              "wait=1");

      assertThat(answer.status()).isEqualTo(412);
      assertThat(answer.at("/type").asString()).isEqualTo("/problems/behind-token");
      assertThat(answer.header("Preference-Applied")).isEqualTo("wait=1");
    } finally {
      worker.resume();
    }
  }

  private static String post(String path, int visits) {
    return RunningApi.post(
            path,
            NDJSON,
            "{\"endpoint\":\"/a\",\"method\":\"GET\",\"response_code\":200}\n".repeat(visits))
        .header("Visit-Token");
  }

  private static String export(String path, String type) {
    Answer answer = RunningApi.send("GET", path, BodyPublishers.noBody(), "Accept", type);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).startsWith(type);
    return answer.body();
  }

  private static long count(String sql) throws SQLException {
    try (Connection connection = STACK.connection("primary");
        ResultSet counted = connection.createStatement().executeQuery(sql)) {
      counted.next();
      return counted.getLong(1);
    }
  }
}

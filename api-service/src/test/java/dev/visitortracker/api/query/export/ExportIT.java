package dev.visitortracker.api.query.export;

import static dev.visitortracker.api.testing.RunningApi.STACK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.visitortracker.api.testing.Answer;
import dev.visitortracker.api.testing.OtherApi;
import dev.visitortracker.api.testing.RunningApi;
import dev.visitortracker.api.testing.WalReceiver;
import dev.visitortracker.local.Part;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class ExportIT {
  private static final int VISITS = 60_000;
  private static final String NDJSON = "application/x-ndjson";
  private static final String CSV = "text/csv";
  private static final JsonMapper JSON = new JsonMapper();

  @BeforeAll
  static void storeVisits() {
    RunningApi.post(
        "/events?site=exported",
        NDJSON,
        IntStream.range(0, VISITS)
            .mapToObj(
                i ->
                    """
                    {"timestamp":"2021-%02d-03T04:05:06.%03dZ","endpoint":"/%d","method":"GET",\
                    "response_code":200,"user_agent":"=%s"}
                    """
                        .formatted(i % 2 + 1, i % 1000, i, "agent ".repeat(60)))
            .collect(Collectors.joining()));
    for (String replica : List.of("replica-1", "replica-2")) {
      RunningApi.awaitAnswer(
          "/stats?site=exported",
          stats ->
              stats.header("Served-By").equals(replica)
                  && stats.at("/total_visits").asInt() == VISITS);
    }
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

  /** More of them than each pool has connections, fewer than exports may run. */
  @Test
  void slowReaders_holdNoConnection_andGetAllInTheEnd() throws IOException, SQLException {
    List<Socket> slow = new ArrayList<>();
    try {
      for (int i = 0; i < 10; i++) {
        slow.add(request("/visits?site=exported"));
      }
      RunningApi.awaitAnswer("/stats", stats -> noReadRuns());
      for (int i = 0; i < 20; i++) {
        assertThat(RunningApi.get("/visits?per_page=1").status()).isEqualTo(200);
      }

      assertThat(lines(slow.getFirst())).isEqualTo(VISITS);
    } finally {
      for (Socket socket : slow) {
        socket.close();
      }
    }
  }

  @Test
  void export_isRefusedWithRetryAfter_whileAsManyRunAsMay() throws IOException {
    List<Socket> running = new ArrayList<>();
    try {
      // One after the other: exports of another test may still hold places.
      RunningApi.awaitAnswer(
          "/health",
          health -> {
            Answer answer =
                RunningApi.send(
                    "GET", "/visits?limit=1", BodyPublishers.noBody(), "Accept", NDJSON);
            boolean isRefused = answer.status() == 503 && answer.header("Retry-After").equals("5");
            if (!isRefused) {
              running.add(slowReader());
            }
            return isRefused;
          });
    } finally {
      for (Socket socket : running) {
        socket.close();
      }
    }
    RunningApi.awaitAnswer(
        "/health",
        health ->
            RunningApi.send("GET", "/visits?limit=1", BodyPublishers.noBody(), "Accept", NDJSON)
                    .status()
                == 200);
  }

  private static Socket slowReader() {
    try {
      return request("/visits?site=exported");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void export_holdsEachVisitOnce_whenAReplicaDiesInTheMiddle() throws IOException {
    Part replica = STACK.part("replica-1");
    try (Socket socket = request("/visits?site=exported");
        BufferedReader reader = reader(socket)) {
      List<String> ids = ids(reader, 1_000);

      replica.kill();
      try {
        ids.addAll(ids(reader, Integer.MAX_VALUE));
      } finally {
        replica.start();
      }

      assertThat(ids).hasSize(VISITS).doesNotHaveDuplicates();
    }
    RunningApi.awaitAnswer(
        "/health/ready", health -> health.at("/replicas/replica-1/state").asString().equals("up"));
  }

  @Test
  void export_waitsAndGoesOn_whenItsOnlyDatabaseIsAwayForAWhile() throws Exception {
    Part replica = STACK.part("replica-1");
    try (OtherApi api =
            OtherApi.start(
                List.of(replica),
                null,
                "query.export-retries=200",
                "query.export-retry-pause=200ms");
        ExecutorService operator = Executors.newVirtualThreadPerTaskExecutor();
        Socket socket = request(api.uri("/visits?site=exported"));
        BufferedReader reader = reader(socket)) {
      List<String> ids = ids(reader, 1_000);

      replica.kill();
      Future<?> restart =
          operator.submit(
              () -> {
                awaitRefusal(api);
                replica.start();
              });
      ids.addAll(ids(reader, Integer.MAX_VALUE));
      restart.get();

      assertThat(ids).hasSize(VISITS).doesNotHaveDuplicates();
    }
  }

  @Test
  void export_breaksOffAndFreesItsPlace_whenItsReaderTakesNothing() throws IOException {
    try (OtherApi api = OtherApi.start("query.export-stall=1s", "query.max-exports=1");
        Socket socket = request(api.uri("/visits?site=exported"));
        BufferedReader reader = reader(socket)) {
      api.awaitAnswer(
          "/health", health -> api.get("/visits?limit=1", "Accept", NDJSON).status() == 503);
      api.awaitAnswer(
          "/health", health -> api.get("/visits?limit=1", "Accept", NDJSON).status() == 200);

      assertThat(reader.lines().filter(line -> line.startsWith("{\"id\"")).count())
          .isLessThan(VISITS);
    }
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

  private static void awaitRefusal(OtherApi api) {
    api.awaitAnswer("/visits?per_page=1", page -> page.status() == 503);
  }

  private static String export(String path, String type) {
    Answer answer = RunningApi.send("GET", path, BodyPublishers.noBody(), "Accept", type);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).startsWith(type);
    return answer.body();
  }

  private static Socket request(String path) throws IOException {
    return request(RunningApi.uri(path));
  }

  /** Asks and reads nothing; the small buffer keeps the kernel from reading instead. */
  private static Socket request(URI uri) throws IOException {
    var socket = new Socket();
    socket.setReceiveBufferSize(4_096);
    socket.connect(new InetSocketAddress(uri.getHost(), uri.getPort()));
    socket
        .getOutputStream()
        .write(
            ("GET "
                    + uri.getPath()
                    + "?"
                    + uri.getQuery()
                    + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAccept: "
                    + NDJSON
                    + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  private static BufferedReader reader(Socket socket) throws IOException {
    return new BufferedReader(
        new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8), 65_536);
  }

  /**
   * Of the next visits in a body, which comes in chunks: the lines between two are their lengths.
   */
  private static List<String> ids(BufferedReader reader, int limit) throws IOException {
    List<String> ids = new ArrayList<>();
    while (ids.size() < limit) {
      String line = reader.readLine();
      if (line == null) {
        break;
      }
      if (line.startsWith("{\"id\"")) {
        ids.add(line.substring(7, 33));
      }
    }
    return ids;
  }

  private static long lines(Socket socket) throws IOException {
    try (BufferedReader reader = reader(socket)) {
      return ids(reader, Integer.MAX_VALUE).size();
    }
  }

  private static boolean noReadRuns() {
    try {
      return List.of("replica-1", "replica-2").stream().allMatch(ExportIT::isIdle);
    } catch (IllegalStateException e) {
      return false;
    }
  }

  private static boolean isIdle(String replica) {
    try (Connection connection = STACK.connection(replica, "postgres");
        ResultSet busy =
            connection
                .createStatement()
                .executeQuery(
                    "select count(*) from pg_stat_activity where state <> 'idle'"
                        + " and application_name = 'visitor-tracker api reads'")) {
      return busy.next() && busy.getLong(1) == 0;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static long count(String sql) throws SQLException {
    try (Connection connection = STACK.connection("primary");
        ResultSet counted = connection.createStatement().executeQuery(sql)) {
      counted.next();
      return counted.getLong(1);
    }
  }
}

package dev.visitortracker.api.query.export;

import static dev.visitortracker.api.query.export.ExportedVisits.NDJSON;
import static dev.visitortracker.api.testing.RunningApi.STACK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.visitortracker.api.testing.Answer;
import dev.visitortracker.api.testing.OtherApi;
import dev.visitortracker.api.testing.RunningApi;
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
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Exports whose readers are slow, too many, or whose databases go. */
class ExportFaultsIT {
  private static final int VISITS = ExportedVisits.COUNT;

  @BeforeAll
  static void storeVisits() {
    ExportedVisits.storeOnce();
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
            OtherApi.readingFrom(
                List.of(replica), "query.export-retries=200", "query.export-retry-pause=200ms");
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

  private static void awaitRefusal(OtherApi api) {
    api.awaitAnswer("/visits?per_page=1", page -> page.status() == 503);
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
      return List.of("replica-1", "replica-2").stream().allMatch(ExportFaultsIT::isIdle);
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
}

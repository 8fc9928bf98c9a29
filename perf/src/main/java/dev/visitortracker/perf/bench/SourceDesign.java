package dev.visitortracker.perf.bench;

import dev.visitortracker.event.Visit;
import dev.visitortracker.local.LocalStack;
import dev.visitortracker.perf.load.Workload;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * The source documents' design on the same server: a table with a serial key and an index for each
 * question, one INSERT statement a row, a commit after 100, totals by {@code COUNT(*)}, pages by
 * {@code OFFSET}. Written for the JDBC driver, so it pays nothing for Python.
 */
final class SourceDesign {
  private static final int CONNECTIONS = 2;
  private static final int ROWS_A_COMMIT = 100;
  private static final int LIMIT_SECONDS = 600;
  private static final List<String> TABLE =
      List.of(
          """
          CREATE TABLE IF NOT EXISTS source_design (
              id bigserial PRIMARY KEY, "timestamp" timestamptz NOT NULL, source_ip text NOT NULL,
              endpoint text NOT NULL, method text NOT NULL, response_code int NOT NULL, user_agent text)
          """,
          "CREATE INDEX IF NOT EXISTS source_design_time ON source_design (\"timestamp\" DESC)",
          "CREATE INDEX IF NOT EXISTS source_design_endpoint ON source_design (endpoint,"
              + " \"timestamp\")",
          "CREATE INDEX IF NOT EXISTS source_design_ip ON source_design (source_ip)");
  private static final String INSERT =
      "INSERT INTO source_design (\"timestamp\", source_ip, endpoint, method, response_code,"
          + " user_agent) VALUES (?, ?, ?, ?, ?, ?)";
  private static final String FILL =
      """
      INSERT INTO source_design ("timestamp", source_ip, endpoint, method, response_code, user_agent)
      SELECT visit_time(id), host(source_ip), endpoint, method, response_code, user_agent
      FROM visit_events ORDER BY id
      """;
  static final String TOTAL = "SELECT count(*) FROM source_design";

  private final LocalStack stack;

  SourceDesign(LocalStack stack) throws SQLException {
    this.stack = stack;
    execute(TABLE);
  }

  /** A page of 50 so deep. */
  static String page(int offset) {
    return "SELECT * FROM source_design ORDER BY \"timestamp\" DESC LIMIT 50 OFFSET " + offset;
  }

  /** Rows a second into an empty table, on two connections. */
  double insert(int rows) throws Exception {
    execute(List.of("TRUNCATE source_design", "CHECKPOINT"));
    List<Visit> visits = new Workload(System.currentTimeMillis()).next(rows);
    try (ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS)) {
      long start = System.nanoTime();
      List<Future<Integer>> running = new ArrayList<>();
      for (int part = 0; part < CONNECTIONS; part++) {
        List<Visit> share =
            visits.subList(rows * part / CONNECTIONS, rows * (part + 1) / CONNECTIONS);
        Callable<Integer> insertion = () -> insert(share);
        running.add(threads.submit(insertion));
      }
      int stored = 0;
      for (Future<Integer> each : running) {
        stored += each.get(LIMIT_SECONDS, TimeUnit.SECONDS);
      }
      return stored / ((System.nanoTime() - start) / 1e9);
    }
  }

  /** Takes over the visits, so that both tables hold the same. */
  void fill() throws SQLException {
    execute(List.of("TRUNCATE source_design", FILL, "VACUUM (ANALYZE) source_design"));
  }

  private int insert(List<Visit> visits) throws SQLException {
    try (Connection connection = stack.connection("primary");
        PreparedStatement insert = connection.prepareStatement(INSERT)) {
      connection.setAutoCommit(false);
      int stored = 0;
      for (Visit visit : visits) {
        insert.setTimestamp(1, new Timestamp(visit.timestampMillis()));
        insert.setString(2, visit.sourceIp().getHostAddress());
        insert.setString(3, visit.endpoint());
        insert.setString(4, visit.method());
        insert.setInt(5, visit.responseCode());
        insert.setString(6, visit.userAgent());
        stored += insert.executeUpdate();
        if (stored % ROWS_A_COMMIT == 0) {
          connection.commit();
        }
      }
      connection.commit();
      return stored;
    }
  }

  /** As superuser, who may also checkpoint; the tables are for everybody. */
  private void execute(List<String> statements) throws SQLException {
    try (Connection connection = stack.connection("primary", "postgres");
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
      statement.execute("GRANT ALL ON source_design, source_design_id_seq TO PUBLIC");
    }
  }
}

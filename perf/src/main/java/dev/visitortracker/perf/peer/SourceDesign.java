package dev.visitortracker.perf.peer;

import dev.visitortracker.local.LocalStack;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * The source documents' design on the same server with the same visits: a table with a serial key
 * and an index for each question, totals by {@code COUNT(*)}, pages by {@code OFFSET}.
 */
public final class SourceDesign {
  public static final String TOTAL = "SELECT count(*) FROM source_design";

  private static final List<String> FILLED =
      List.of(
          """
          CREATE TABLE source_design (
              id bigserial PRIMARY KEY, "timestamp" timestamptz NOT NULL, source_ip text NOT NULL,
              endpoint text NOT NULL, method text NOT NULL, response_code int NOT NULL, user_agent text)
          """,
          "CREATE INDEX source_design_time ON source_design (\"timestamp\" DESC)",
          "CREATE INDEX source_design_endpoint ON source_design (endpoint, \"timestamp\")",
          "CREATE INDEX source_design_ip ON source_design (source_ip)",
          """
          INSERT INTO source_design ("timestamp", source_ip, endpoint, method, response_code, user_agent)
          SELECT visit_time(id), host(source_ip), endpoint, method, response_code, user_agent
          FROM visit_events ORDER BY id
          """,
          "VACUUM (ANALYZE) source_design",
          "GRANT ALL ON source_design TO PUBLIC");

  private SourceDesign() {}

  /** Makes its table and takes over the visits, so that both tables hold the same. */
  public static void fill(LocalStack stack) throws SQLException {
    try (Connection connection = stack.connection("primary", "postgres");
        Statement statement = connection.createStatement()) {
      for (String sql : FILLED) {
        statement.execute(sql);
      }
    }
  }

  /** The query of a page of 50 so deep. */
  public static String page(int offset) {
    return "SELECT * FROM source_design ORDER BY \"timestamp\" DESC LIMIT 50 OFFSET " + offset;
  }
}

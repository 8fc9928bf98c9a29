package dev.visitortracker.perf.bench;

import dev.visitortracker.local.LocalStack;
import dev.visitortracker.perf.report.Figure;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * What each set of indexes costs when rows are written and what it saves when pages are read. Every
 * shape takes the same rows by COPY on two connections with two replicas streaming; then every kind
 * of page of the HTTP contract is read from the full partition.
 */
final class TableShapeBench {
  private static final int CONNECTIONS = 2;
  private static final int BATCH = 5_000;
  private static final int READS = 21;

  private static final String PAGE =
      "SELECT id, site, source_ip, endpoint, method, response_code, user_agent, referrer,"
          + " duration_ms FROM visit_events WHERE ";
  private static final String NEWEST_FIRST = " ORDER BY id DESC LIMIT 50";

  /** The pages; values as {@link dev.visitortracker.perf.load.Workload} makes them. */
  private static final Map<String, String> PAGES = pages();

  private static final String INDEX_BYTES =
      """
      SELECT coalesce(sum(pg_relation_size(i.indexrelid)), 0)::bigint
      FROM pg_inherits AS p JOIN pg_index AS i ON i.indrelid = p.inhrelid
      WHERE p.inhparent = 'visit_events'::regclass
      """;

  /** Those of the table take those of its partitions with them, so they come first. */
  private static final String SECONDARY_INDEXES =
      """
      SELECT i.indexrelid::regclass::text
      FROM pg_index AS i LEFT JOIN pg_inherits AS p ON p.inhrelid = i.indrelid
      WHERE (i.indrelid = 'visit_events'::regclass OR p.inhparent = 'visit_events'::regclass)
          AND NOT i.indisprimary
      ORDER BY p.inhrelid NULLS FIRST
      """;

  private static final String SUMMARISE =
      """
      SELECT coalesce(sum(brin_summarize_new_values(i.indexrelid)), 0)
      FROM pg_inherits AS p JOIN pg_index AS i ON i.indrelid = p.inhrelid
      JOIN pg_class AS c ON c.oid = i.indexrelid JOIN pg_am AS a ON a.oid = c.relam
      WHERE p.inhparent = 'visit_events'::regclass AND a.amname = 'brin'
      """;

  /** What there is and what there could be at the ends of the scale. */
  private static final List<TableShape> QUICK =
      List.of(TableShape.PRIMARY_KEY_ONLY, TableShape.NARROW_THREE, TableShape.ORDERED_THREE);

  private final Database database;
  private final InsertPathBench copy;
  private final Progress progress;
  private final int rows;
  private final int samples;
  private final List<TableShape> shapes;

  private TableShapeBench(
      Database database, InsertPathBench copy, Progress progress, Effort effort) {
    this.database = database;
    this.copy = copy;
    this.progress = progress;
    this.rows = effort.rows();
    this.samples = effort.samples();
    this.shapes = shapes(effort);
  }

  static List<Figure> run(Laboratory laboratory) throws SQLException {
    LocalStack stack = laboratory.stack(laboratory.stacks().writing());
    stack.part("worker-1").stop();
    Effort effort = laboratory.effort();
    var database = new Database(stack);
    var progress = new Progress(System.out, shapes(effort).size() * (effort.samples() + 1));
    var copy = new InsertPathBench(database, progress, effort);
    return new TableShapeBench(database, copy, progress, effort).measure();
  }

  private static List<TableShape> shapes(Effort effort) {
    return effort.quick() ? QUICK : List.of(TableShape.values());
  }

  /** Leaves the table with the indexes of the last shape. */
  private List<Figure> measure() throws SQLException {
    Map<Measure, List<Double>> measured = new LinkedHashMap<>();
    for (int sample = 0; sample <= samples; sample++) {
      for (TableShape shape : shapes) {
        // The first round warms up the JVM and the server's caches.
        Map<Measure, Double> taken = measure(shape);
        if (sample > 0) {
          taken.forEach(
              (measure, value) ->
                  measured.computeIfAbsent(measure, _ -> new ArrayList<>()).add(value));
        }
      }
    }
    List<Figure> figures = new ArrayList<>();
    measured.forEach(
        (measure, values) -> figures.add(Figure.of(measure.name(), measure.unit(), values)));
    return figures;
  }

  /** What is measured of one shape. */
  private record Measure(String name, String unit) {}

  private Map<Measure, Double> measure(TableShape shape) throws SQLException {
    String name = shape.name().toLowerCase(Locale.ROOT);
    database.empty();
    try (Connection connection = database.owner();
        Statement statement = connection.createStatement()) {
      give(shape, statement);
      double copied = copy.measure(InsertPath.PREPARED_COPY_BINARY, CONNECTIONS, BATCH);
      long start = System.nanoTime();
      statement.execute(SUMMARISE);
      double written = rows / (rows / copied + (System.nanoTime() - start) / 1e9);
      progress.done(name, written, "rows/s");
      statement.execute("VACUUM (ANALYZE) visit_events");
      Map<Measure, Double> taken = new LinkedHashMap<>();
      taken.put(new Measure(name + ": written", "rows/s"), written);
      taken.put(
          new Measure(name + ": indexes", "B/row"), (double) number(statement, INDEX_BYTES) / rows);
      for (Map.Entry<String, String> page : PAGES.entrySet()) {
        taken.put(
            new Measure(name + ": " + page.getKey(), "µs"),
            micros(connection, PAGE + page.getValue() + NEWEST_FIRST));
      }
      return taken;
    }
  }

  private static void give(TableShape shape, Statement statement) throws SQLException {
    List<String> old = new ArrayList<>();
    try (ResultSet indexes = statement.executeQuery(SECONDARY_INDEXES)) {
      while (indexes.next()) {
        old.add(indexes.getString(1));
      }
    }
    for (String index : old) {
      statement.execute("DROP INDEX IF EXISTS " + index);
    }
    statement.execute("CREATE EXTENSION IF NOT EXISTS btree_gin");
    for (String index : shape.indexes()) {
      statement.execute("CREATE INDEX ON visit_events " + index);
    }
  }

  private static double micros(Connection connection, String sql) throws SQLException {
    try (PreparedStatement page = connection.prepareStatement(sql)) {
      long[] nanos = new long[READS];
      for (int i = 0; i < READS; i++) {
        long start = System.nanoTime();
        try (ResultSet visits = page.executeQuery()) {
          while (visits.next()) {
            visits.getString(1);
          }
        }
        nanos[i] = System.nanoTime() - start;
      }
      return LongStream.of(nanos).sorted().toArray()[READS / 2] / 1e3;
    }
  }

  private static long number(Statement statement, String sql) throws SQLException {
    try (ResultSet result = statement.executeQuery(sql)) {
      result.next();
      return result.getLong(1);
    }
  }

  private static Map<String, String> pages() {
    Map<String, String> pages = new LinkedHashMap<>();
    pages.put("first page", "true");
    pages.put("endpoint, frequent", "endpoint = '/products/category-0'");
    pages.put("endpoint, 1 of 4000", "endpoint = '/products/category-1999'");
    pages.put("endpoint, absent", "endpoint = '/nowhere'");
    pages.put("source_ip, 1 of 50000", "source_ip = '10.0.30.5'");
    pages.put("site, all rows", "site = 'shop'");
    pages.put("site, absent", "site = 'nowhere'");
    pages.put("site and rare endpoint", "site = 'shop' AND endpoint = '/products/category-1999'");
    pages.put("status, 1 of 50", "response_code = 404");
    return pages;
  }
}

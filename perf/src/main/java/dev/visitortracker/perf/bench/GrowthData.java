package dev.visitortracker.perf.bench;

import dev.visitortracker.event.Visit;
import dev.visitortracker.event.VisitIds;
import dev.visitortracker.event.VisitorHash;
import dev.visitortracker.event.VisitorSketch;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/**
 * Three years of visits of four sites, with counts and sketches as the worker would have made them
 * from eight partitions and merged since: half of them in the last {@link #RECENT_DAYS} days,
 * around the clock, the others in twenty minutes of each day before. PostgreSQL makes the rows
 * itself, which is faster than to send them.
 */
final class GrowthData {
  private static final int MONTHS = 36;
  private static final int RECENT_DAYS = 35;
  private static final int SITES = 4;
  private static final int SHARDS = 8;
  private static final int VISITORS = 50_000;
  private static final long DAY_MILLIS = TimeUnit.DAYS.toMillis(1);
  private static final long OLD_SPAN_MILLIS = TimeUnit.MINUTES.toMillis(20);

  private static final List<String> SUMS =
      List.of(
          """
          INSERT INTO visit_counts
          SELECT site, 'all', to_timestamp(0), shard, sum(visits), sum(client_errors), 0
          FROM visit_counts WHERE grain = 'day' GROUP BY site, shard
          """,
          """
          INSERT INTO visit_totals
          SELECT grain, bucket, shard, sum(visits), sum(client_errors), 0
          FROM visit_counts GROUP BY grain, bucket, shard
          """,
          "ANALYZE");

  private final Connection connection;
  private final long rows;
  private final Instant now = Instant.now();
  private final LocalDate today = now.atOffset(ZoneOffset.UTC).toLocalDate();
  private final LocalDate firstDay = YearMonth.from(today).minusMonths(MONTHS - 1).atDay(1);
  private final long[] hashes = hashes();

  /**
   * @param connection to a database that is migrated and empty
   */
  GrowthData(Connection connection, long rows) {
    this.connection = connection;
    this.rows = rows;
  }

  /** A visit of these days has many behind it, at every size. */
  static Instant deep() {
    return Instant.now().minusMillis(400 * DAY_MILLIS);
  }

  void fill() throws SQLException {
    for (LocalDate month = firstDay; !month.isAfter(today); month = month.plusMonths(1)) {
      fill(YearMonth.from(month));
    }
    try (Statement statement = connection.createStatement()) {
      for (String sum : SUMS) {
        statement.execute(sum);
      }
    }
  }

  /** Loads first and makes the indexes then: those of a growing month, or those of a closed one. */
  private void fill(YearMonth month) throws SQLException {
    String table = "visit_events_%04d_%02d".formatted(month.getYear(), month.getMonthValue());
    boolean isGrowing = month.equals(YearMonth.from(today));
    try (Statement statement = connection.createStatement()) {
      statement.execute("DROP TABLE IF EXISTS " + table);
      statement.execute("CREATE TABLE " + table + " (LIKE visit_events)");
      for (LocalDate day = month.atDay(1);
          YearMonth.from(day).equals(month) && !day.isAfter(today);
          day = day.plusDays(1)) {
        statement.execute(day(table, day));
        sketches(day);
      }
      statement.execute("ALTER TABLE " + table + " ADD PRIMARY KEY (id)");
      for (String column : List.of("site", "endpoint", "source_ip")) {
        statement.execute("CREATE INDEX ON " + table + " (" + column + (isGrowing ? ")" : ", id)"));
      }
      statement.execute(
          "ALTER TABLE visit_events ATTACH PARTITION %s FOR VALUES FROM ('%s') TO ('%s')"
              .formatted(table, firstId(month), firstId(month.plusMonths(1))));
    }
  }

  /** The arithmetic is that of {@link #sketches}. */
  private String day(String table, LocalDate day) {
    return """
    WITH v AS MATERIALIZED (
        SELECT n, %2$d + n * %3$d / %4$d AS ms, 'site' || n %% %6$d AS site,
               (n / %6$d %% %7$d)::smallint AS shard, (n * 7919 + %5$d::bigint * 104729) %% %8$d AS visitor,
               CASE WHEN n %% 50 = 0 THEN 404 ELSE 200 END::smallint AS code
        FROM generate_series(0::bigint, %4$d - 1) AS n),
    stored AS (
        INSERT INTO %1$s
            (id, site, source_ip, endpoint, method, response_code, user_agent, referrer, duration_ms)
        SELECT (lpad(to_hex(ms), 12, '0') || '40008' || lpad(to_hex(n), 15, '0'))::uuid, site,
               '10.0.0.0'::inet + visitor, '/products/category-' || visitor %% 2000, 'GET', code,
               'Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/' || visitor %% 20, NULL, n %% 900
        FROM v)
    INSERT INTO visit_counts
    SELECT site, grain, to_timestamp(ms / width * width / 1000), shard, count(*),
           count(*) FILTER (WHERE code = 404), 0
    FROM v, (VALUES ('minute', 60000), ('hour', 3600000), ('day', 86400000)) AS g (grain, width)
    GROUP BY site, grain, ms / width * width, shard
    """
        .formatted(
            table,
            startMillis(day),
            spanMillis(day),
            count(day),
            day.toEpochDay(),
            SITES,
            SHARDS,
            VISITORS);
  }

  private void sketches(LocalDate day) throws SQLException {
    boolean isMerged = day.isBefore(today.minusDays(1));
    VisitorSketch[][] sketches = new VisitorSketch[SITES + 1][SHARDS];
    for (long n = 0; n < count(day); n++) {
      int shard = isMerged ? 0 : (int) (n / SITES % SHARDS);
      long visitor = hashes[(int) ((n * 7919 + day.toEpochDay() * 104_729) % VISITORS)];
      for (int site : new int[] {(int) (n % SITES), SITES}) {
        if (sketches[site][shard] == null) {
          sketches[site][shard] = VisitorSketch.empty();
        }
        sketches[site][shard].add(visitor);
      }
    }
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO visitor_sketches VALUES (?, ?, ?, 1, ?)")) {
      for (int site = 0; site <= SITES; site++) {
        for (int shard = 0; shard < SHARDS; shard++) {
          if (sketches[site][shard] != null) {
            insert.setString(1, site == SITES ? "" : "site" + site);
            insert.setObject(2, day);
            insert.setInt(3, isMerged ? -1 : shard);
            insert.setBytes(4, sketches[site][shard].bytes());
            insert.addBatch();
          }
        }
      }
      insert.executeBatch();
    }
  }

  private long count(LocalDate day) {
    long oldDays = today.toEpochDay() - firstDay.toEpochDay() + 1 - RECENT_DAYS;
    return rows / 2 / (isRecent(day) ? RECENT_DAYS : oldDays);
  }

  private long spanMillis(LocalDate day) {
    return isRecent(day)
        ? Math.clamp(now.toEpochMilli() - startMillis(day), 1, DAY_MILLIS)
        : OLD_SPAN_MILLIS;
  }

  private boolean isRecent(LocalDate day) {
    return day.isAfter(today.minusDays(RECENT_DAYS));
  }

  private static long startMillis(LocalDate day) {
    return day.toEpochDay() * DAY_MILLIS;
  }

  private static String firstId(YearMonth month) {
    return VisitIds.first(startMillis(month.atDay(1))).toUuid().toString();
  }

  private static long[] hashes() {
    VisitorHash hash = new VisitorHash();
    return LongStream.range(0, VISITORS).map(visitor -> hash.of(visit(visitor))).toArray();
  }

  private static Visit visit(long visitor) {
    return new Visit(
        VisitIds.random(0),
        "site0",
        address((int) visitor),
        "/",
        "GET",
        200,
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/" + visitor % 20,
        null,
        null);
  }

  private static InetAddress address(int number) {
    try {
      return InetAddress.getByAddress(
          new byte[] {10, (byte) (number >> 16), (byte) (number >> 8), (byte) number});
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four bytes are an address", e);
    }
  }
}

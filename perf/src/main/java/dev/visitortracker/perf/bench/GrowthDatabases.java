package dev.visitortracker.perf.bench;

import dev.visitortracker.local.LocalStack;
import dev.visitortracker.local.Part;
import dev.visitortracker.perf.load.Backlog;
import dev.visitortracker.perf.peer.NumberQuery;
import dev.visitortracker.perf.watch.Await;
import dev.visitortracker.perf.watch.Lag;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A database for each size, filled by the real worker through Kafka, so that partitions, indexes,
 * counts and sketches are the product's own. The worker fills one database, which is copied each
 * time it has reached a size.
 */
final class GrowthDatabases {
  private static final Duration PATIENCE = Duration.ofMinutes(30);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final String PREFIX = "growth_";

  /** Sketches of past days, which the worker merges soon after its start. */
  private static final String UNMERGED =
      """
      SELECT count(*) FROM visitor_sketches
      WHERE shard >= 0 AND day < (now() AT TIME ZONE 'UTC')::date - 1
      """;

  private static final String BEHIND =
      """
      SELECT coalesce(max(pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn)), 1)::bigint
      FROM pg_stat_replication
      """;

  private final LocalStack stack;
  private final Part worker;
  private final GrowthVisits visits = new GrowthVisits(Instant.now());

  /**
   * @param stack with a worker that runs, and without an API
   */
  GrowthDatabases(LocalStack stack) {
    this.stack = stack;
    this.worker = stack.part("worker-1");
  }

  /** The name of the database that an API of this name reads. */
  static String of(String api) {
    return PREFIX + api;
  }

  /** Returns when all are there, on the replica too. The worker stands still then. */
  void fill(List<Integer> sizes) throws SQLException {
    int filled = 0;
    for (int i = 0; i < sizes.size(); i++) {
      long start = System.nanoTime();
      store(sizes.get(i) - filled);
      filled = sizes.get(i);
      mergeSketches();
      worker.stop();
      copyAs(of("api-" + (i + 1)));
      System.out.printf("filled %,d visits in %.0f s%n", filled, (System.nanoTime() - start) / 1e9);
    }
    execute(stack.databaseName(), "CHECKPOINT");
    try (NumberQuery behind = new NumberQuery(stack.connection("primary", "postgres"), BEHIND)) {
      Await.until("the replica's following", PATIENCE, POLL, () -> behind.number() == 0);
    }
  }

  private void store(int count) {
    if (worker.pid().isEmpty()) {
      worker.start();
    }
    Backlog.produce(stack.kafkaBootstrapServers(), visits.stream(count));
    try (Lag lag = new Lag(stack)) {
      Await.until(
          "storing the visits", PATIENCE, POLL, () -> lag.records().orElse(Long.MAX_VALUE) == 0);
    }
  }

  /** Its upkeep begins when it starts and is not due for some minutes otherwise. */
  private void mergeSketches() throws SQLException {
    worker.stop();
    worker.start();
    try (NumberQuery unmerged = new NumberQuery(stack.connection("primary"), UNMERGED)) {
      Await.until("merging the sketches", PATIENCE, POLL, () -> unmerged.number() == 0);
    }
  }

  /** Nobody may be connected to what is copied, and somebody always watches. */
  private void copyAs(String name) throws SQLException {
    String filled = stack.databaseName();
    execute(filled, "VACUUM (ANALYZE)");
    execute("postgres", "ALTER DATABASE %s ALLOW_CONNECTIONS false".formatted(filled));
    execute(
        "postgres",
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '%s'"
            .formatted(filled));
    execute(
        "postgres",
        "CREATE DATABASE \"%s\" TEMPLATE %s STRATEGY file_copy OWNER %s"
            .formatted(name, filled, stack.databaseOwner()));
    execute("postgres", "ALTER DATABASE %s ALLOW_CONNECTIONS true".formatted(filled));
  }

  private void execute(String database, String sql) throws SQLException {
    String url =
        "jdbc:postgresql://%s:%d/%s"
            .formatted(stack.primary().host(), stack.primary().port(), database);
    try (Connection connection = DriverManager.getConnection(url, "postgres", "");
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}

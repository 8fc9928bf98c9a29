package dev.visitortracker.perf.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.visitortracker.local.LocalStack;
import dev.visitortracker.perf.watch.Lag;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

/** What must hold after every fault, whatever it was. */
final class StoredSums {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final String SETTLED =
      "SELECT coalesce(sum(stored + duplicate + dead_lettered), 0)::bigint FROM ingest_watermark ";

  private static final String ARRIVED = "WHERE topic NOT LIKE '%#replay:%'";

  /** Each grows by one with each visit. */
  private static final Map<String, String> SUMS =
      Map.of(
          "rows",
          "SELECT count(*) FROM visit_events",
          "stored by the watermarks",
          "SELECT coalesce(sum(stored), 0)::bigint FROM ingest_watermark",
          "offsets passed",
          "SELECT coalesce(sum(next_offset - first_offset), 0)::bigint FROM ingest_watermark "
              + ARRIVED,
          "counts of grain all",
          counts("all"),
          "counts of grain day",
          counts("day"),
          "counts of grain hour",
          counts("hour"),
          "counts of grain minute",
          counts("minute"));

  private final LocalStack stack;
  private final long settledBefore;
  private final Map<String, Long> before;
  private long produced;

  /** Waits until all that is in Kafka is settled. Only what is produced from then on counts. */
  StoredSums(LocalStack stack) {
    this.stack = stack;
    try (Lag lag = new Lag(stack)) {
      await().atMost(PATIENCE).until(() -> lag.records().orElse(Long.MAX_VALUE) == 0);
    }
    this.settledBefore = settledInAll();
    this.before =
        SUMS.entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, sum -> number(sum.getValue())));
  }

  /** So many more visits, each with an id of its own, are in Kafka. */
  void produced(int visits) {
    produced += visits;
  }

  long inKafka() {
    return produced;
  }

  long settled() {
    return settledInAll() - settledBefore;
  }

  /** What replays have settled. */
  long replayed() {
    return number(SETTLED + "WHERE topic LIKE '%#replay:%'");
  }

  /** Every visit that was produced is stored, once, and every sum agrees. */
  void assertAddsUp() {
    await().atMost(PATIENCE).until(() -> settled() >= produced);
    SUMS.forEach(
        (name, sql) ->
            assertThat(number(sql) - before.getOrDefault(name, 0L)).as(name).isEqualTo(produced));
  }

  /** As if the network between the worker and the primary had gone. */
  void cutConnectionsOf(String worker) {
    execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = '%s'"
            .formatted(worker));
  }

  /** Running sessions keep what they were told when they began, so they have to begin again. */
  void makeReadOnly(boolean readOnly) {
    execute(
        "ALTER DATABASE %s SET default_transaction_read_only = %s"
            .formatted(stack.databaseName(), readOnly));
    cutConnectionsOf("worker-1");
  }

  private long settledInAll() {
    return number(SETTLED + ARRIVED);
  }

  private static String counts(String grain) {
    return "SELECT coalesce(sum(visits), 0)::bigint FROM visit_counts WHERE grain = '"
        + grain
        + "'";
  }

  private void execute(String sql) {
    try (Connection connection = stack.connection("primary", "postgres");
        Statement statement = connection.createStatement()) {
      statement.execute("SET default_transaction_read_only = off");
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  private long number(String sql) {
    try (Connection connection = stack.connection("primary");
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      result.next();
      return result.getLong(1);
    } catch (SQLException restarting) {
      // The primary may be the part that was broken.
      return -1;
    }
  }
}

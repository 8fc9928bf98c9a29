package dev.visitortracker.perf.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.visitortracker.local.LocalStack;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** What must hold after every fault, whatever it was. */
final class StoredSums {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final String SETTLED =
      "SELECT coalesce(sum(stored + duplicate + dead_lettered), 0)::bigint FROM ingest_watermark ";

  private final LocalStack stack;
  private long produced;

  StoredSums(LocalStack stack) {
    this.stack = stack;
  }

  /** So many more visits, each with an id of its own, are in Kafka. */
  void produced(int visits) {
    produced += visits;
  }

  long inKafka() {
    return produced;
  }

  long settled() {
    return number(SETTLED + "WHERE topic NOT LIKE '%#replay:%'");
  }

  /** What replays have settled. */
  long replayed() {
    return number(SETTLED + "WHERE topic LIKE '%#replay:%'");
  }

  /** Every visit that was produced is stored, once, and every sum agrees. */
  void assertAddsUp() {
    await().atMost(PATIENCE).until(() -> settled() >= produced);
    assertThat(number("SELECT count(*) FROM visit_events")).isEqualTo(produced);
    assertThat(number("SELECT sum(stored)::bigint FROM ingest_watermark")).isEqualTo(produced);
    assertThat(
            number(
                "SELECT sum(next_offset - first_offset)::bigint FROM ingest_watermark WHERE topic"
                    + " NOT LIKE '%#replay:%'"))
        .isEqualTo(produced);
    for (String grain : new String[] {"all", "day", "hour", "minute"}) {
      assertThat(
              number("SELECT sum(visits)::bigint FROM visit_counts WHERE grain = '" + grain + "'"))
          .as("sum of grain %s", grain)
          .isEqualTo(produced);
    }
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

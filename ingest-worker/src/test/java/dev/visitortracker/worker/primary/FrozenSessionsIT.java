package dev.visitortracker.worker.primary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.visitortracker.worker.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

class FrozenSessionsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String A_READER = "BEGIN; SELECT count(*) FROM ingest_watermark";
  private static final String A_WRITER =
      "BEGIN; INSERT INTO visit_retention (month, removed) SELECT now(), 1";
  private static final String A_WRITER_ELSEWHERE = "BEGIN; INSERT INTO of_another VALUES (1)";

  /** More than the buffers between server and client hold. */
  private static final String A_DUMP =
      """
      COPY (SELECT repeat('x', 1000), (SELECT count(*) FROM visit_events)
            FROM generate_series(1, 1000000)) TO STDOUT
      """;

  private static final String SILENT =
      """
      SELECT count(*) FROM pg_stat_activity
      WHERE datname = current_database() AND query LIKE 'COPY%' AND wait_event_type = 'Client'
        AND state_change < clock_timestamp() - interval '6 s'
      """;

  private final TestDatabase database = TestDatabase.create();

  @Test
  void frozenWriter_isEnded_andWhoReadsOrWritesElsewhereIsLeftAlone() {
    database.execute("CREATE TABLE of_another (n int)");
    try (PrimaryDatabase primary = new PrimaryDatabase(database.properties(), "test", 2)) {
      database.holding(
          A_READER,
          () ->
              database.holding(
                  A_WRITER_ELSEWHERE,
                  () -> database.holding(A_WRITER, () -> awaitOneIsEnded(primary))));
    }
  }

  @Test
  void dump_isLeftAlone_whenItsClientDoesNotRead() throws Exception {
    DatabaseSettings settings = database.properties();
    try (PrimaryDatabase primary = new PrimaryDatabase(settings, "test", 2);
        Connection dump =
            DriverManager.getConnection(
                settings.jdbcUrl(), settings.username(), settings.password())) {
      dump.unwrap(PGConnection.class).getCopyAPI().copyOut(A_DUMP);
      await().atMost(PATIENCE).until(() -> database.number(SILENT) == 1);

      assertThat(primary.terminateFrozen().block()).isZero();

      assertThat(database.number(SILENT)).isOne();
      dump.abort(Runnable::run);
    }
  }

  private void awaitOneIsEnded(PrimaryDatabase primary) {
    assertThat(sessions(A_WRITER)).isOne();

    await()
        .atMost(PATIENCE)
        .until(() -> Objects.requireNonNull(primary.terminateFrozen().block()) > 0);

    await().atMost(PATIENCE).until(() -> sessions(A_WRITER) == 0);
    assertThat(sessions(A_READER)).isOne();
    assertThat(sessions(A_WRITER_ELSEWHERE)).isOne();
    assertThat(primary.terminateFrozen().block()).isZero();
  }

  /** JDBC sends the statements one by one; the second is the last. */
  private long sessions(String statements) {
    return database.number(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND btrim(query) = '%s'"
            .formatted(statements.substring("BEGIN; ".length())));
  }
}

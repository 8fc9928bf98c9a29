package dev.visitortracker.worker.retention;

import dev.visitortracker.worker.primary.Sql;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import java.time.ZoneOffset;
import reactor.core.publisher.Mono;

/**
 * Takes a month out of {@code visit_events}, which locks out nobody. What is to be detached is
 * noted first, in a transaction of its own: so a later run knows a table that retention detached
 * from one that somebody keeps.
 */
final class Detachment {
  private static final String STATE =
      """
      SELECT CASE WHEN t.oid IS NULL THEN 'GONE'
                  WHEN i.inhrelid IS NULL THEN 'DETACHED'
                  WHEN i.inhdetachpending THEN 'DETACHING' ELSE 'ATTACHED' END
      FROM (SELECT to_regclass($1) AS oid) AS t
      LEFT JOIN pg_inherits AS i
          ON i.inhrelid = t.oid AND i.inhparent = 'visit_events'::regclass
      """;

  private static final String INTEND =
      """
      INSERT INTO visit_retention (month, removed, detaching)
      SELECT $1::date, 0, to_regclass($2)
      WHERE to_regclass($2) IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM visit_retention WHERE detaching = to_regclass($2))
      """;

  private static final String IS_INTENDED =
      "SELECT 1 FROM visit_retention WHERE detaching = to_regclass($1) LIMIT 1";

  private static final String WITHDRAW =
      """
      DELETE FROM visit_retention AS r USING pg_inherits AS i
      WHERE r.detaching = to_regclass($1) AND i.inhrelid = r.detaching
        AND i.inhparent = 'visit_events'::regclass AND NOT i.inhdetachpending
      """;

  /**
   * What a run that was killed before it detached leaves. Were it kept, a detachment by hand would
   * later pass for ours.
   */
  private static final String WITHDRAW_ALL =
      """
      DELETE FROM visit_retention AS r USING pg_inherits AS i
      WHERE i.inhrelid = r.detaching
        AND i.inhparent = 'visit_events'::regclass AND NOT i.inhdetachpending
      """;

  /** Shorter than a writer waits for a lock. */
  private static final String SOON = "SET statement_timeout = '3s'";

  private static final String AS_BEFORE = "RESET statement_timeout";

  /** How far a month is. */
  enum State {
    ATTACHED,
    DETACHING,
    DETACHED,
    GONE
  }

  private Detachment() {}

  static Mono<State> state(PostgresqlConnection connection, ExpiringMonth month) {
    return Sql.one(connection, STATE, row -> State.valueOf(row.text(0)), month.table());
  }

  /**
   * Completes when the last session that still uses the month has ended its transaction: with true,
   * or with false where the month is gone or is not ours to remove.
   */
  static Mono<Boolean> detach(PostgresqlConnection connection, ExpiringMonth month) {
    return state(connection, month)
        .flatMap(
            state ->
                switch (state) {
                  case ATTACHED ->
                      intend(connection, month)
                          .then(detach(connection, month, "CONCURRENTLY"))
                          // Another run that started meanwhile has withdrawn the first.
                          .delayUntil(detached -> intend(connection, month));
                  case DETACHING ->
                      isIntended(connection, month)
                          .flatMap(
                              ours ->
                                  ours ? detach(connection, month, "FINALIZE") : Mono.just(false));
                  case DETACHED -> isIntended(connection, month);
                  case GONE -> Mono.just(false);
                });
  }

  /** As {@link #detach}, or an error signal after 3 s. */
  static Mono<Boolean> detachSoon(PostgresqlConnection connection, ExpiringMonth month) {
    return Sql.run(connection, SOON)
        .then(detach(connection, month))
        .delayUntil(detached -> Sql.run(connection, AS_BEFORE));
  }

  /** Takes the note back where the month is still attached. */
  static Mono<Void> withdraw(PostgresqlConnection connection, ExpiringMonth month) {
    return Sql.run(connection, WITHDRAW, month.table());
  }

  /** Takes all notes back whose month is still attached. */
  static Mono<Void> withdrawAll(PostgresqlConnection connection) {
    return Sql.run(connection, WITHDRAW_ALL);
  }

  private static Mono<Void> intend(PostgresqlConnection connection, ExpiringMonth month) {
    return Sql.run(
        connection, INTEND, month.from().atOffset(ZoneOffset.UTC).toLocalDate(), month.table());
  }

  private static Mono<Boolean> isIntended(PostgresqlConnection connection, ExpiringMonth month) {
    return Sql.exists(connection, IS_INTENDED, month.table());
  }

  private static Mono<Boolean> detach(
      PostgresqlConnection connection, ExpiringMonth month, String how) {
    return Sql.run(
            connection,
            "ALTER TABLE visit_events DETACH PARTITION %s %s".formatted(month.table(), how))
        .thenReturn(true);
  }
}

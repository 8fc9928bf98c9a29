package dev.visitortracker.worker.retention;

import dev.visitortracker.worker.primary.PrimaryDatabase;
import dev.visitortracker.worker.primary.Sql;
import dev.visitortracker.worker.primary.SqlRow;
import dev.visitortracker.worker.schema.MonthOfVisits;
import dev.visitortracker.worker.schema.VisitPartitions;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.spi.R2dbcException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * Removes months that are wholly older than what is to be kept, oldest first, while visits are
 * written and read.
 *
 * <p>A month goes in two steps. First it is detached {@code CONCURRENTLY}, which locks out nobody
 * and waits for whoever still uses it. Then one transaction takes its visits out of the rollups and
 * sketches, notes how many they were, and drops the table. The long part of that transaction
 * touches only rows that nobody writes; the counters of all time, which every batch writes, come
 * last. Each step looks first where an earlier run was interrupted and goes on from there.
 *
 * <p>A visit of a removed month that arrives later creates its partition again, and the next run
 * removes it again.
 */
public final class Retention {
  private static final String EXPIRING =
      """
      SELECT p.relname, p.month AT TIME ZONE 'UTC' AS from_time,
             (p.month + interval '1 month') AT TIME ZONE 'UTC' AS to_time,
             (SELECT coalesce(sum(visits), 0)::bigint FROM visit_counts
              WHERE grain = 'day' AND bucket >= p.month AT TIME ZONE 'UTC'
                AND bucket < (p.month + interval '1 month') AT TIME ZONE 'UTC') AS visits,
             greatest(p.reltuples, 0)::bigint AS estimate,
             pg_total_relation_size(p.oid) AS bytes
      FROM (SELECT oid, relname, reltuples, to_date(right(relname, 7), 'YYYY_MM')::timestamp AS month
            FROM pg_class
            WHERE relkind = 'r' AND relname ~ $2
              AND relnamespace =
                  (SELECT relnamespace FROM pg_class WHERE oid = 'visit_events'::regclass)) AS p
      WHERE (p.month + interval '1 month') AT TIME ZONE 'UTC' <= $1
      ORDER BY p.relname LIMIT 10000
      """;

  private static final String STATE =
      """
      SELECT CASE WHEN t.oid IS NULL THEN 'GONE'
                  WHEN i.inhrelid IS NULL THEN 'DETACHED'
                  WHEN i.inhdetachpending THEN 'DETACHING' ELSE 'ATTACHED' END
      FROM (SELECT to_regclass($1) AS oid) AS t
      LEFT JOIN pg_inherits AS i
          ON i.inhrelid = t.oid AND i.inhparent = 'visit_events'::regclass
      """;

  /**
   * Takes the month out of the rollups and answers how many visits each shard had counted. From
   * here on a deadlock with a batch is possible; PostgreSQL ends one of the two, which is tried
   * again.
   */
  private static final String UNCOUNT =
      """
      WITH gone AS (
          DELETE FROM visit_counts
          WHERE grain IN ('day', 'hour', 'minute') AND bucket >= $1 AND bucket < $2
          RETURNING site, grain, shard, visits, client_errors, server_errors),
      days AS (
          SELECT site, shard, sum(visits) AS visits, sum(client_errors) AS client_errors,
                 sum(server_errors) AS server_errors
          FROM gone WHERE grain = 'day' GROUP BY site, shard)
      UPDATE visit_counts AS c
      SET visits = c.visits - d.visits,
          client_errors = c.client_errors - d.client_errors,
          server_errors = c.server_errors - d.server_errors
      FROM days AS d
      WHERE c.site = d.site AND c.shard = d.shard AND c.grain = 'all'
      RETURNING d.visits::bigint
      """;

  private static final String UNCOUNT_TOTALS =
      """
      WITH gone AS (
          DELETE FROM visit_totals
          WHERE grain IN ('day', 'hour', 'minute') AND bucket >= $1 AND bucket < $2
          RETURNING grain, shard, visits, client_errors, server_errors),
      days AS (
          SELECT shard, sum(visits) AS visits, sum(client_errors) AS client_errors,
                 sum(server_errors) AS server_errors
          FROM gone WHERE grain = 'day' GROUP BY shard)
      UPDATE visit_totals AS t
      SET visits = t.visits - d.visits,
          client_errors = t.client_errors - d.client_errors,
          server_errors = t.server_errors - d.server_errors
      FROM days AS d
      WHERE t.shard = d.shard AND t.grain = 'all'
      """;

  private static final String FORGET_VISITORS =
      """
      DELETE FROM visitor_sketches
      WHERE day >= ($1 AT TIME ZONE 'UTC')::date AND day < ($2 AT TIME ZONE 'UTC')::date
      """;

  private static final String NOTE =
      "INSERT INTO visit_retention (month, removed) VALUES ($1::date, $2)";

  private static final int MAX_ATTEMPTS = 8;
  private static final Duration MIN_BACKOFF = Duration.ofMillis(200);

  private enum State {
    ATTACHED,
    DETACHING,
    DETACHED,
    GONE
  }

  private final PrimaryDatabase database;

  public Retention(PrimaryDatabase database) {
    this.database = database;
  }

  /** The months that are wholly before the given time, oldest first. */
  public Flux<ExpiringMonth> expiring(Instant keptFrom) {
    return database
        .withConnection(
            connection ->
                Sql.list(
                    connection,
                    EXPIRING,
                    Retention::expiringMonth,
                    keptFrom.atOffset(ZoneOffset.UTC),
                    MonthOfVisits.TABLES))
        .flatMapIterable(months -> months);
  }

  /** Removes the months that are wholly before the given time, one after the other. */
  public Flux<RemovedMonth> remove(Instant keptFrom) {
    return expiring(keptFrom).concatMap(this::remove, 1);
  }

  private Mono<RemovedMonth> remove(ExpiringMonth month) {
    return detach(month)
        .flatMap(detached -> detached ? drop(month) : Mono.empty())
        .retryWhen(
            Retry.backoff(MAX_ATTEMPTS, MIN_BACKOFF)
                .filter(Retention::mayPass)
                .onRetryExhaustedThrow((policy, last) -> last.failure()));
  }

  /** Whether trying again may help: others hold a lock, or a visit of the month came meanwhile. */
  private static boolean mayPass(Throwable error) {
    return error instanceof CameBackException || error instanceof R2dbcException;
  }

  /** Completes with false where somebody else has removed the month. */
  private Mono<Boolean> detach(ExpiringMonth month) {
    return database.withConnection(
        connection ->
            state(connection, month)
                .flatMap(
                    state ->
                        switch (state) {
                          case ATTACHED -> detach(connection, month, "CONCURRENTLY");
                          case DETACHING -> detach(connection, month, "FINALIZE");
                          case DETACHED -> Mono.just(true);
                          case GONE -> Mono.just(false);
                        }));
  }

  private static Mono<Boolean> detach(
      PostgresqlConnection connection, ExpiringMonth month, String how) {
    return Sql.run(
            connection,
            "ALTER TABLE visit_events DETACH PARTITION %s %s".formatted(month.table(), how))
        .thenReturn(true);
  }

  private Mono<RemovedMonth> drop(ExpiringMonth month) {
    return database.inTransaction(
        connection ->
            VisitPartitions.lock(connection)
                .then(Mono.defer(() -> refuseUnlessDetached(connection, month)))
                .then(Mono.defer(() -> countRows(connection, month)))
                .flatMap(rows -> drop(connection, month, rows)));
  }

  private static Mono<Void> refuseUnlessDetached(
      PostgresqlConnection connection, ExpiringMonth month) {
    return state(connection, month)
        .flatMap(
            state ->
                state == State.DETACHED
                    ? Mono.<Void>empty()
                    : Mono.error(() -> new CameBackException(month)));
  }

  private static Mono<RemovedMonth> drop(
      PostgresqlConnection connection, ExpiringMonth month, long rows) {
    OffsetDateTime from = month.from().atOffset(ZoneOffset.UTC);
    OffsetDateTime to = month.to().atOffset(ZoneOffset.UTC);
    return Sql.run(connection, NOTE, from.toLocalDate(), rows)
        .then(Sql.run(connection, "DROP TABLE " + month.table()))
        .then(Sql.run(connection, FORGET_VISITORS, from, to))
        .then(Sql.list(connection, UNCOUNT, row -> row.number(0), from, to))
        .flatMap(
            counted ->
                Sql.run(connection, UNCOUNT_TOTALS, from, to)
                    .thenReturn(new RemovedMonth(month.table(), rows, sum(counted))));
  }

  private static Mono<State> state(PostgresqlConnection connection, ExpiringMonth month) {
    return Sql.one(connection, STATE, row -> State.valueOf(row.text(0)), month.table());
  }

  private static Mono<Long> countRows(PostgresqlConnection connection, ExpiringMonth month) {
    return Sql.one(connection, "SELECT count(*) FROM " + month.table(), row -> row.number(0));
  }

  private static long sum(List<Long> numbers) {
    return numbers.stream().mapToLong(Long::longValue).sum();
  }

  private static ExpiringMonth expiringMonth(SqlRow row) {
    return new ExpiringMonth(
        row.text(0), row.time(1), row.time(2), row.number(3), row.number(4), row.number(5));
  }

  /** A visit of the month was written between the two steps, and the partition attached again. */
  private static final class CameBackException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CameBackException(ExpiringMonth month) {
      super("visits for " + month.table() + " keep arriving", null, false, false);
    }
  }
}

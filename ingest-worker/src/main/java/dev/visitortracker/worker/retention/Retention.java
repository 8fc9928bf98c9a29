package dev.visitortracker.worker.retention;

import dev.visitortracker.worker.primary.PrimaryDatabase;
import dev.visitortracker.worker.schema.MonthOfVisits;
import dev.visitortracker.worker.schema.VisitPartitions;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.Readable;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Objects;
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
 * <p>A visit of a removed month that arrives later makes its partition anew, and the next run
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
   * A deadlock with a batch is possible only from here on, in the last statements, and is tried
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
                connection
                    .createStatement(EXPIRING)
                    .bind("$1", keptFrom.atOffset(ZoneOffset.UTC))
                    .bind("$2", MonthOfVisits.TABLES)
                    .execute()
                    .concatMap(result -> result.map(Retention::month), 1)
                    .collectList())
        .flatMapIterable(months -> months);
  }

  /** Removes them, one after the other. */
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

  /** Locks that others hold, and visits that came for the month meanwhile. */
  private static boolean mayPass(Throwable error) {
    return error instanceof CameBackException || error instanceof R2dbcException;
  }

  /** Completes with false where somebody else has removed it. */
  private Mono<Boolean> detach(ExpiringMonth month) {
    return database.withConnection(
        connection ->
            state(connection, month)
                .flatMap(
                    state ->
                        switch (state) {
                          case ATTACHED -> alter(connection, month, "CONCURRENTLY");
                          case DETACHING -> alter(connection, month, "FINALIZE");
                          case DETACHED -> Mono.just(true);
                          case GONE -> Mono.just(false);
                        }));
  }

  private static Mono<Boolean> alter(
      PostgresqlConnection connection, ExpiringMonth month, String how) {
    return VisitPartitions.run(
            connection,
            "ALTER TABLE visit_events DETACH PARTITION %s %s".formatted(month.table(), how))
        .thenReturn(true);
  }

  private Mono<RemovedMonth> drop(ExpiringMonth month) {
    return database.inTransaction(
        connection ->
            VisitPartitions.run(connection, VisitPartitions.LOCK)
                .then(VisitPartitions.run(connection, VisitPartitions.LOCK_TIMEOUT))
                .then(Mono.defer(() -> refuseUnlessDetached(connection, month)))
                .then(Mono.defer(() -> count(connection, month)))
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
    return note(connection, month, rows)
        .then(VisitPartitions.run(connection, "DROP TABLE " + month.table()))
        .then(remove(connection, month, FORGET_VISITORS))
        .then(Mono.defer(() -> uncount(connection, month)))
        .flatMap(
            counted ->
                remove(connection, month, UNCOUNT_TOTALS)
                    .thenReturn(new RemovedMonth(month.table(), rows, counted)));
  }

  private static Mono<State> state(PostgresqlConnection connection, ExpiringMonth month) {
    return connection
        .createStatement(STATE)
        .bind("$1", month.table())
        .execute()
        .concatMap(result -> result.map(row -> State.valueOf(text(row, 0))), 1)
        .single();
  }

  private static Mono<Long> count(PostgresqlConnection connection, ExpiringMonth month) {
    return connection
        .createStatement("SELECT count(*) FROM " + month.table())
        .execute()
        .concatMap(result -> result.map(row -> number(row, 0)), 1)
        .single();
  }

  private static Mono<Void> note(PostgresqlConnection connection, ExpiringMonth month, long rows) {
    return connection
        .createStatement(NOTE)
        .bind("$1", month.from().atOffset(ZoneOffset.UTC).toLocalDate())
        .bind("$2", rows)
        .execute()
        .concatMap(result -> result.getRowsUpdated(), 1)
        .then();
  }

  private static Mono<Long> uncount(PostgresqlConnection connection, ExpiringMonth month) {
    return connection
        .createStatement(UNCOUNT)
        .bind("$1", month.from().atOffset(ZoneOffset.UTC))
        .bind("$2", month.to().atOffset(ZoneOffset.UTC))
        .execute()
        .concatMap(result -> result.map(row -> number(row, 0)), 1)
        .reduce(0L, Long::sum);
  }

  private static Mono<Void> remove(
      PostgresqlConnection connection, ExpiringMonth month, String sql) {
    return connection
        .createStatement(sql)
        .bind("$1", month.from().atOffset(ZoneOffset.UTC))
        .bind("$2", month.to().atOffset(ZoneOffset.UTC))
        .execute()
        .concatMap(result -> result.getRowsUpdated(), 1)
        .then();
  }

  private static ExpiringMonth month(Readable row) {
    return new ExpiringMonth(
        text(row, 0), time(row, 1), time(row, 2), number(row, 3), number(row, 4), number(row, 5));
  }

  private static String text(Readable row, int column) {
    return Objects.requireNonNull(row.get(column, String.class));
  }

  private static Instant time(Readable row, int column) {
    return Objects.requireNonNull(row.get(column, OffsetDateTime.class)).toInstant();
  }

  private static long number(Readable row, int column) {
    return Objects.requireNonNull(row.get(column, Long.class));
  }

  /** A visit of the month was written between the two steps, and the partition attached again. */
  private static final class CameBackException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CameBackException(ExpiringMonth month) {
      super("visits for " + month.table() + " keep arriving", null, false, false);
    }
  }
}

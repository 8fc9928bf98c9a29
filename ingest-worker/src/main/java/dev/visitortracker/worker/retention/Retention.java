package dev.visitortracker.worker.retention;

import dev.visitortracker.worker.primary.PrimaryDatabase;
import dev.visitortracker.worker.primary.Sql;
import dev.visitortracker.worker.primary.SqlRow;
import dev.visitortracker.worker.primary.SqlState;
import dev.visitortracker.worker.schema.MonthOfVisits;
import dev.visitortracker.worker.schema.VisitPartitions;
import dev.visitortracker.worker.telemetry.Condition;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.spi.R2dbcException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * Removes months that are wholly older than what is to be kept, oldest first, while visits are
 * written and read.
 *
 * <p>Only what retention detached itself is dropped: it notes in {@code visit_retention} that it
 * will, before it does. A table that somebody else detached is left alone.
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
      FROM (SELECT oid, relname, reltuples, to_date(substr(relname, 14, 7), 'YYYY_MM')::timestamp AS month
            FROM pg_class
            WHERE relkind = 'r' AND relname ~ $2
              AND relnamespace =
                  (SELECT relnamespace FROM pg_class WHERE oid = 'visit_events'::regclass)) AS p
      WHERE (p.month + interval '1 month') AT TIME ZONE 'UTC' <= $1
        AND (EXISTS (SELECT 1 FROM pg_inherits AS i
                     WHERE i.inhrelid = p.oid AND i.inhparent = 'visit_events'::regclass
                       AND NOT i.inhdetachpending)
             OR EXISTS (SELECT 1 FROM visit_retention AS r WHERE r.detaching = p.oid))
      ORDER BY p.relname LIMIT 10000
      """;

  /** Tables of a month that are detached, or half detached, and not by retention. */
  private static final String LEFT_ALONE =
      """
      SELECT c.relname
      FROM pg_class AS c
      WHERE c.relkind = 'r' AND c.relname ~ $2
        AND c.relnamespace = (SELECT relnamespace FROM pg_class WHERE oid = 'visit_events'::regclass)
        AND (to_date(substr(c.relname, 14, 7), 'YYYY_MM')::timestamp + interval '1 month')
            AT TIME ZONE 'UTC' <= $1
        AND NOT EXISTS (SELECT 1 FROM pg_inherits AS i
                        WHERE i.inhrelid = c.oid AND i.inhparent = 'visit_events'::regclass
                          AND NOT i.inhdetachpending)
        AND NOT EXISTS (SELECT 1 FROM visit_retention AS r WHERE r.detaching = c.oid)
      ORDER BY c.relname LIMIT 10000
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
      """
      UPDATE visit_retention
      SET removed = $2, removed_at = clock_timestamp(), detaching = NULL
      WHERE detaching = to_regclass($1)
      """;

  /** Somebody else's lock, or a statement that was cancelled. */
  private static final Set<Condition> IN_THE_WAY =
      EnumSet.of(Condition.CONFLICT, Condition.SHUTTING_DOWN);

  private static final Set<Condition> MAY_PASS =
      EnumSet.of(
          Condition.CONFLICT,
          Condition.SHUTTING_DOWN,
          Condition.NOT_REACHED,
          Condition.OUT_OF_RESOURCES);

  private static final int MAX_ATTEMPTS = 8;
  private static final Duration MIN_BACKOFF = Duration.ofMillis(200);
  private static final Duration MAX_BACKOFF = Duration.ofSeconds(5);

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

  /**
   * The tables of months wholly before the given time that somebody else detached, by name. They
   * are never dropped.
   */
  public Flux<String> leftAlone(Instant keptFrom) {
    return database
        .withConnection(
            connection ->
                Sql.list(
                    connection,
                    LEFT_ALONE,
                    row -> row.text(0),
                    keptFrom.atOffset(ZoneOffset.UTC),
                    MonthOfVisits.TABLES))
        .flatMapIterable(tables -> tables);
  }

  /** Removes the months that are wholly before the given time, one after the other. */
  public Flux<RemovedMonth> remove(Instant keptFrom) {
    return database
        .withConnection(Detachment::withdrawAll)
        .thenMany(expiring(keptFrom))
        .concatMap(this::remove, 1);
  }

  private Mono<RemovedMonth> remove(ExpiringMonth month) {
    return detachAndDrop(month)
        .retryWhen(
            Retry.backoff(MAX_ATTEMPTS, MIN_BACKOFF)
                .filter(isOneOf(MAY_PASS))
                .onRetryExhaustedThrow((policy, last) -> last.failure()))
        .onErrorResume(CameBackException.class, visits -> insist(month))
        .onErrorResume(error -> withdraw(month).then(Mono.error(error)));
  }

  private Mono<RemovedMonth> detachAndDrop(ExpiringMonth month) {
    return database
        .withConnection(connection -> Detachment.detach(connection, month))
        .flatMap(
            detached ->
                detached
                    ? database.inTransaction(connection -> drop(connection, month))
                    : Mono.empty());
  }

  /**
   * Holds off the late visits of the month, however many come: they wait for the lock that whoever
   * attaches a partition needs. Goes on until it is done, because each attempt may succeed.
   */
  private Mono<RemovedMonth> insist(ExpiringMonth month) {
    return database
        .withConnection(
            connection ->
                VisitPartitions.holdOff(connection)
                    .then(Detachment.detachSoon(connection, month))
                    .flatMap(detached -> detached ? dropAlone(connection, month) : Mono.empty())
                    .delayUntil(removed -> VisitPartitions.letOn(connection)))
        .retryWhen(
            Retry.backoff(Long.MAX_VALUE, MIN_BACKOFF)
                .maxBackoff(MAX_BACKOFF)
                .filter(isOneOf(IN_THE_WAY)));
  }

  private static Mono<RemovedMonth> dropAlone(
      PostgresqlConnection connection, ExpiringMonth month) {
    return connection
        .beginTransaction()
        .then(Mono.defer(() -> drop(connection, month)))
        .flatMap(removed -> connection.commitTransaction().thenReturn(removed));
  }

  private static Predicate<Throwable> isOneOf(Set<Condition> conditions) {
    return error ->
        error instanceof R2dbcException && conditions.contains(SqlState.condition(error));
  }

  /** Where the primary does not answer now, the next run does what this one said it would. */
  private Mono<Void> withdraw(ExpiringMonth month) {
    return database
        .withConnection(connection -> Detachment.withdraw(connection, month).thenReturn(true))
        .onErrorComplete()
        .then();
  }

  private static Mono<RemovedMonth> drop(PostgresqlConnection connection, ExpiringMonth month) {
    return VisitPartitions.lock(connection)
        .then(Mono.defer(() -> refuseUnlessDetached(connection, month)))
        .then(Mono.defer(() -> countRows(connection, month)))
        .flatMap(rows -> drop(connection, month, rows));
  }

  private static Mono<Void> refuseUnlessDetached(
      PostgresqlConnection connection, ExpiringMonth month) {
    return Detachment.state(connection, month)
        .flatMap(
            state ->
                state == Detachment.State.DETACHED
                    ? Mono.<Void>empty()
                    : Mono.error(() -> new CameBackException(month)));
  }

  private static Mono<RemovedMonth> drop(
      PostgresqlConnection connection, ExpiringMonth month, long rows) {
    OffsetDateTime from = month.from().atOffset(ZoneOffset.UTC);
    OffsetDateTime to = month.to().atOffset(ZoneOffset.UTC);
    return Sql.run(connection, NOTE, month.table(), rows)
        .then(Sql.run(connection, "DROP TABLE " + month.table()))
        .then(Sql.run(connection, FORGET_VISITORS, from, to))
        .then(Sql.list(connection, UNCOUNT, row -> row.number(0), from, to))
        .flatMap(
            counted ->
                Sql.run(connection, UNCOUNT_TOTALS, from, to)
                    .thenReturn(new RemovedMonth(month.table(), rows, sum(counted))));
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

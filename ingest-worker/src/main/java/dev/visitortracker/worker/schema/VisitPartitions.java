package dev.visitortracker.worker.schema;

import dev.visitortracker.worker.primary.PrimaryDatabase;
import dev.visitortracker.worker.primary.Sql;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Creates the monthly partitions of {@code visit_events}. A partition is built beside the table and
 * then attached, which locks out no writer and no reader; {@code CREATE … PARTITION OF} would.
 */
public final class VisitPartitions {
  private static final Logger log = LoggerFactory.getLogger(VisitPartitions.class);

  /** Serialises the workers; the number has no meaning beyond being ours. */
  private static final int LOCK_ID = 5_641_317;

  private static final String LOCK = "SELECT pg_advisory_xact_lock(" + LOCK_ID + ")";

  private static final String HOLD_OFF = "SELECT pg_advisory_lock(" + LOCK_ID + ")";
  private static final String LET_ON = "SELECT pg_advisory_unlock(" + LOCK_ID + ")";

  private static final String LOCK_TIMEOUT = "SET LOCAL lock_timeout = '2s'";

  /**
   * Finds a partition by its bounds, not by its name: one that an operator attached under a name of
   * their own takes the visits of its months too. One whose detachment is not finished takes none.
   */
  private static final String EXISTS =
      """
      SELECT 1
      FROM pg_inherits AS i JOIN pg_class AS c ON c.oid = i.inhrelid
      CROSS JOIN LATERAL regexp_match(
          pg_get_expr(c.relpartbound, c.oid),
          'FROM \\(''([0-9a-f-]{36})''\\) TO \\(''([0-9a-f-]{36})''\\)') AS bound
      WHERE i.inhparent = 'visit_events'::regclass AND NOT i.inhdetachpending
        AND bound[1]::uuid <= $1 AND bound[2]::uuid >= $2
      LIMIT 1
      """;

  /**
   * The planner must soon hear of a new partition and of a new site: without statistics it takes
   * all visits of a site for a few, and sorts them for every page. Statistics cost the same however
   * large the partition is.
   */
  private static final String AUTOVACUUM =
      "autovacuum_analyze_threshold = 1000, autovacuum_analyze_scale_factor = 0.02";

  /** At most one partition of a table can be half detached; PostgreSQL refuses a second. */
  private static final String HALF_DETACHED =
      """
      SELECT inhrelid::regclass::text FROM pg_inherits
      WHERE inhparent = 'visit_events'::regclass AND inhdetachpending LIMIT 1
      """;

  /**
   * The month's name, or with the next number the first that is free: a table that somebody
   * detached by hand is theirs, and is never attached again; renamed, it still has the names of its
   * indexes. One that retention detached and did not come to drop is taken back with its rows.
   */
  private static final String TABLE_TO_ATTACH =
      """
      SELECT name
      FROM (SELECT n, $1 || CASE n WHEN 1 THEN '' ELSE '_' || n END AS name
            FROM generate_series(1, 9999) AS n) AS names
      WHERE (to_regclass(name) IS NULL AND to_regclass(name || '_by_site_id') IS NULL)
         OR to_regclass(name) IN (SELECT detaching FROM visit_retention)
      ORDER BY to_regclass(name) IS NULL, n LIMIT 1
      """;

  private static final String TAKEN_BACK =
      "DELETE FROM visit_retention WHERE detaching = to_regclass($1)";

  private final PrimaryDatabase database;
  private final Set<MonthOfVisits> known = ConcurrentHashMap.newKeySet();

  public VisitPartitions(PrimaryDatabase database) {
    this.database = database;
  }

  /**
   * Completes when each of the months has its partition. A month that was found once is not looked
   * for again before {@link #forget}.
   */
  public Mono<Void> ensure(Collection<MonthOfVisits> months) {
    return Flux.fromIterable(months)
        .filter(month -> !known.contains(month))
        .concatMap(this::ensure, 1)
        .then();
  }

  /** Looks every partition up again before it is next written to. */
  public void forget() {
    known.clear();
  }

  /**
   * Waits until no other transaction creates or drops a partition, and keeps it so until the
   * caller's transaction ends. From here on the transaction waits at most two seconds for any other
   * lock, or writers would queue up behind it.
   */
  public static Mono<Void> lock(PostgresqlConnection connection) {
    return Sql.run(connection, LOCK).then(Sql.run(connection, LOCK_TIMEOUT));
  }

  /**
   * As {@link #lock}, but until {@link #letOn} or the end of the session, and without a limit for
   * other locks.
   */
  public static Mono<Void> holdOff(PostgresqlConnection connection) {
    return Sql.run(connection, HOLD_OFF);
  }

  /** Ends {@link #holdOff}. */
  public static Mono<Void> letOn(PostgresqlConnection connection) {
    return Sql.run(connection, LET_ON);
  }

  private Mono<Void> ensure(MonthOfVisits month) {
    return database
        .inTransaction(
            connection ->
                exists(connection, month)
                    .flatMap(exists -> exists ? Mono.just(false) : createAlone(connection, month)))
        .doOnNext(
            created -> {
              known.add(month);
              if (created) {
                log.info("created partition {}", month.table());
              }
            })
        .then();
  }

  /** Takes the lock only where something is missing: retention may hold it for seconds. */
  private static Mono<Boolean> createAlone(PostgresqlConnection connection, MonthOfVisits month) {
    return lock(connection)
        .then(exists(connection, month))
        .flatMap(exists -> exists ? Mono.just(false) : create(connection, month));
  }

  private static Mono<Boolean> exists(PostgresqlConnection connection, MonthOfVisits month) {
    return Sql.exists(connection, EXISTS, month.from(), month.to());
  }

  private static Mono<Boolean> create(PostgresqlConnection connection, MonthOfVisits month) {
    return finishDetachment(connection)
        .then(Sql.one(connection, TABLE_TO_ATTACH, row -> row.text(0), month.table()))
        .flatMap(table -> attach(connection, month, table))
        .thenReturn(true);
  }

  private static Mono<Void> attach(
      PostgresqlConnection connection, MonthOfVisits month, String table) {
    return Sql.run(
            connection,
            "CREATE TABLE IF NOT EXISTS %s (LIKE visit_events INCLUDING ALL) WITH (%s)"
                .formatted(table, AUTOVACUUM))
        .thenMany(Flux.fromIterable(IndexSet.GROWING.of(table)))
        .concatMap(
            index ->
                Sql.run(
                    connection,
                    "CREATE INDEX IF NOT EXISTS %s ON %s (%s)"
                        .formatted(index.name(), table, index.columns())),
            1)
        .then(
            Sql.run(
                connection,
                "ALTER TABLE visit_events ATTACH PARTITION %s FOR VALUES FROM ('%s') TO ('%s')"
                    .formatted(table, month.from(), month.to())))
        .then(Sql.run(connection, TAKEN_BACK, table));
  }

  /**
   * Finishes a detachment that somebody began and did not come to finish: before that no table can
   * be attached for its month.
   */
  private static Mono<Void> finishDetachment(PostgresqlConnection connection) {
    return Sql.list(connection, HALF_DETACHED, row -> row.text(0))
        .flatMapIterable(tables -> tables)
        .concatMap(
            table ->
                Sql.run(
                    connection,
                    "ALTER TABLE visit_events DETACH PARTITION %s FINALIZE".formatted(table)),
            1)
        .then();
  }
}

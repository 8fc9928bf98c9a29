package dev.visitortracker.worker.schema;

import dev.visitortracker.event.Visit;
import dev.visitortracker.worker.primary.PrimaryDatabase;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.postgresql.api.PostgresqlStatement;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Makes the monthly partitions of {@code visit_events}: ahead of time for the months to come, on
 * demand for the past. A partition is built beside the table and then attached, which locks out no
 * writer and no reader; {@code CREATE … PARTITION OF} would.
 */
public final class VisitPartitions {
  private static final Logger log = LoggerFactory.getLogger(VisitPartitions.class);

  /** Serialises the workers; the number has no meaning beyond being ours. */
  public static final String LOCK = "SELECT pg_advisory_xact_lock(5641317)";

  /** Attaching waits for no lock for long, or writers would queue up behind it. */
  public static final String LOCK_TIMEOUT = "SET LOCAL lock_timeout = '2s'";

  /**
   * By its bounds, not by its name: a partition that an operator attached under a name of their own
   * takes the visits of its months too. One whose detachment is not finished takes none.
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

  private static final String HALF_DETACHED =
      """
      SELECT 1 FROM pg_inherits
      WHERE inhparent = 'visit_events'::regclass AND inhrelid = to_regclass($1)
        AND inhdetachpending
      LIMIT 1
      """;

  private final PrimaryDatabase database;
  private final InstantSource clock;
  private final Set<MonthOfVisits> known = ConcurrentHashMap.newKeySet();

  public VisitPartitions(PrimaryDatabase database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /** Completes when every one of the visits has a partition to go to. */
  public Mono<Void> ensure(Collection<Visit> visits) {
    return Mono.defer(() -> ensureMonths(unknownMonths(visits)));
  }

  private Set<MonthOfVisits> unknownMonths(Collection<Visit> visits) {
    Set<MonthOfVisits> missing = new TreeSet<>();
    MonthOfVisits last = null;
    for (Visit visit : visits) {
      MonthOfVisits month =
          last != null && last.holds(visit.timestampMillis())
              ? last
              : MonthOfVisits.at(visit.timestampMillis());
      if (!month.equals(last) && !known.contains(month)) {
        missing.add(month);
      }
      last = month;
    }
    return missing;
  }

  /** Looks every partition up again before it is next written to. */
  public void forget() {
    known.clear();
  }

  /** Completes when this month and the next have their partitions. */
  public Mono<Void> ensureAhead() {
    MonthOfVisits now = MonthOfVisits.at(clock.millis());
    return ensureMonths(List.of(now, now.next()));
  }

  private Mono<Void> ensureMonths(Collection<MonthOfVisits> months) {
    return Flux.fromIterable(months).concatMap(this::ensureMonth, 1).then();
  }

  private Mono<Void> ensureMonth(MonthOfVisits month) {
    return database
        .inTransaction(
            connection ->
                exists(connection, month)
                    .flatMap(exists -> exists ? Mono.just(false) : createAlone(connection, month)))
        .doOnNext(
            created -> {
              known.add(month);
              if (created) {
                log.info("made partition {}", month.table());
              }
            })
        .then();
  }

  /** Takes the lock only where something is missing: retention may hold it for seconds. */
  private static Mono<Boolean> createAlone(PostgresqlConnection connection, MonthOfVisits month) {
    return run(connection, LOCK)
        .then(exists(connection, month))
        .flatMap(exists -> exists ? Mono.just(false) : create(connection, month));
  }

  private static Mono<Boolean> exists(PostgresqlConnection connection, MonthOfVisits month) {
    return isFound(
        connection.createStatement(EXISTS).bind("$1", month.from()).bind("$2", month.to()));
  }

  private static Mono<Boolean> isFound(PostgresqlStatement query) {
    return query
        .execute()
        .concatMap(result -> result.map(row -> true), 1)
        .next()
        .defaultIfEmpty(false);
  }

  private static Mono<Boolean> create(PostgresqlConnection connection, MonthOfVisits month) {
    return run(connection, LOCK_TIMEOUT)
        .then(finishDetachment(connection, month))
        .then(
            run(
                connection,
                // One that retention detached and did not come to drop is taken back with its rows.
                "CREATE TABLE IF NOT EXISTS %s (LIKE visit_events INCLUDING ALL) WITH (%s)"
                    .formatted(month.table(), AUTOVACUUM)))
        .thenMany(Flux.fromIterable(IndexSet.GROWING.of(month.table())))
        .concatMap(
            index ->
                run(
                    connection,
                    "CREATE INDEX IF NOT EXISTS %s ON %s (%s)"
                        .formatted(index.name(), month.table(), index.columns())),
            1)
        .then(
            run(
                connection,
                "ALTER TABLE visit_events ATTACH PARTITION %s FOR VALUES FROM ('%s') TO ('%s')"
                    .formatted(month.table(), month.from(), month.to())))
        .thenReturn(true);
  }

  /** One that retention began to detach and did not come to finish cannot be attached before. */
  private static Mono<Void> finishDetachment(PostgresqlConnection connection, MonthOfVisits month) {
    return isFound(connection.createStatement(HALF_DETACHED).bind("$1", month.table()))
        .flatMap(
            isHalfDetached ->
                isHalfDetached
                    ? run(
                        connection,
                        "ALTER TABLE visit_events DETACH PARTITION %s FINALIZE"
                            .formatted(month.table()))
                    : Mono.empty());
  }

  public static Mono<Void> run(PostgresqlConnection connection, String sql) {
    return connection
        .createStatement(sql)
        .execute()
        .concatMap(result -> result.getRowsUpdated(), 1)
        .then();
  }
}

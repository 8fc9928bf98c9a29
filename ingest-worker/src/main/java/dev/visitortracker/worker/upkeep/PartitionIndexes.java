package dev.visitortracker.worker.upkeep;

import dev.visitortracker.worker.primary.PrimaryDatabase;
import dev.visitortracker.worker.primary.Sql;
import dev.visitortracker.worker.primary.SqlRow;
import dev.visitortracker.worker.schema.IndexSet;
import dev.visitortracker.worker.schema.IndexSet.Index;
import dev.visitortracker.worker.schema.MonthOfVisits;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Gives each partition the indexes of its state. A partition is closed when its month is over and
 * nothing was written to it between two runs: then sorting it once is far cheaper than having kept
 * it sorted row by row. Indexes are built and dropped {@code CONCURRENTLY}, which locks out no
 * writer and no reader; an index that an interrupted run left behind is invalid, and the next run
 * builds it again.
 *
 * <p>Runs must not overlap within a worker. Between the workers a lock of PostgreSQL sees to that.
 */
public final class PartitionIndexes {
  private static final Logger log = LoggerFactory.getLogger(PartitionIndexes.class);

  /**
   * How long a month stays open after its end. Visits are late by minutes; a replay of a month
   * writes to it again before it is closed.
   */
  private static final Duration GRACE = Duration.ofHours(1);

  private static final String TRY_LOCK = "SELECT pg_try_advisory_lock(5641318)";
  private static final String UNLOCK = "SELECT pg_advisory_unlock(5641318)";

  /**
   * Lists the partitions that the worker created. The indexes of a partition that an operator
   * attached are the operator's.
   */
  private static final String PARTITIONS =
      """
      SELECT c.relname, coalesce(s.n_tup_ins, 0),
             coalesce((SELECT string_agg(i.relname, ',') FROM pg_index AS x
                       JOIN pg_class AS i ON i.oid = x.indexrelid
                       WHERE x.indrelid = c.oid AND x.indisvalid), ''),
             coalesce((SELECT string_agg(i.relname, ',') FROM pg_index AS x
                       JOIN pg_class AS i ON i.oid = x.indexrelid
                       WHERE x.indrelid = c.oid AND NOT x.indisvalid), '')
      FROM pg_inherits AS p JOIN pg_class AS c ON c.oid = p.inhrelid
      LEFT JOIN pg_stat_user_tables AS s ON s.relid = c.oid
      WHERE p.inhparent = 'visit_events'::regclass AND NOT p.inhdetachpending
        AND c.relkind = 'r' AND c.relname ~ $1
      ORDER BY c.relname DESC LIMIT 10000
      """;

  private final PrimaryDatabase database;
  private final InstantSource clock;

  /** Partition to the number of rows that were ever inserted, as the last run saw it. */
  private volatile Map<String, Long> insertsBefore = Map.of();

  public PartitionIndexes(PrimaryDatabase database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /** What PostgreSQL says of a partition: rows ever inserted, and the names of its indexes. */
  private record Partition(String table, long inserts, Set<String> valid, Set<String> invalid) {
    static Partition of(SqlRow row) {
      return new Partition(
          row.text(0),
          row.number(1),
          Set.of(row.text(2).split(",")),
          Set.of(row.text(3).split(",")));
    }
  }

  /** Completes when every partition has its indexes, or at once while another worker does this. */
  Mono<Void> convert() {
    return database.withoutTimeLimit(
        connection ->
            Sql.one(connection, TRY_LOCK, row -> row.isTrue(0))
                .flatMap(
                    isLocked ->
                        isLocked
                            ? convertAll(connection).then(Sql.run(connection, UNLOCK))
                            : Mono.empty()));
  }

  private Mono<Void> convertAll(PostgresqlConnection connection) {
    return Sql.list(connection, PARTITIONS, Partition::of, MonthOfVisits.TABLES)
        .flatMap(
            partitions ->
                Flux.fromIterable(partitions)
                    .concatMap(partition -> convert(connection, partition), 1)
                    .then(Mono.fromRunnable(() -> insertsBefore = inserts(partitions))));
  }

  private Mono<Void> convert(PostgresqlConnection connection, Partition partition) {
    List<Index> wanted =
        (isClosed(partition) ? IndexSet.CLOSED : IndexSet.GROWING).of(partition.table());
    Set<String> wantedNames = names(wanted);
    Set<String> ours =
        Stream.of(IndexSet.values())
            .flatMap(set -> names(set.of(partition.table())).stream())
            .collect(Collectors.toSet());
    return Flux.fromIterable(partition.invalid())
        .filter(ours::contains)
        .concatMap(name -> drop(connection, name), 1)
        .thenMany(Flux.fromIterable(wanted))
        .filter(index -> !partition.valid().contains(index.name()))
        .concatMap(index -> create(connection, partition, index), 1)
        .thenMany(Flux.fromIterable(partition.valid()))
        .filter(name -> ours.contains(name) && !wantedNames.contains(name))
        .concatMap(name -> drop(connection, name), 1)
        .then();
  }

  /** Only a second run can tell that nothing was written since the first. */
  private boolean isClosed(Partition partition) {
    Long before = insertsBefore.get(partition.table());
    boolean isQuiet = before != null && before == partition.inserts();
    boolean isOver =
        MonthOfVisits.of(partition.table()).endMillis() + GRACE.toMillis() <= clock.millis();
    return (isQuiet && isOver)
        || partition.valid().containsAll(names(IndexSet.CLOSED.of(partition.table())));
  }

  private static Map<String, Long> inserts(List<Partition> partitions) {
    return partitions.stream()
        .collect(Collectors.toUnmodifiableMap(Partition::table, Partition::inserts));
  }

  private static Set<String> names(List<Index> indexes) {
    return indexes.stream().map(Index::name).collect(Collectors.toSet());
  }

  private static Mono<Void> create(
      PostgresqlConnection connection, Partition partition, Index index) {
    return Sql.run(
            connection,
            "CREATE INDEX CONCURRENTLY %s ON %s (%s)"
                .formatted(index.name(), partition.table(), index.columns()))
        .thenReturn(true)
        .elapsed()
        .doOnNext(timed -> log.info("built index {} in {} ms", index.name(), timed.getT1()))
        .then();
  }

  private static Mono<Void> drop(PostgresqlConnection connection, String name) {
    return Sql.run(connection, "DROP INDEX CONCURRENTLY IF EXISTS " + name)
        .doOnSuccess(dropped -> log.info("dropped index {}", name));
  }
}

package dev.visitortracker.worker.upkeep;

import dev.visitortracker.worker.primary.PrimaryDatabase;
import dev.visitortracker.worker.schema.IndexSet;
import dev.visitortracker.worker.schema.IndexSet.Index;
import dev.visitortracker.worker.schema.MonthOfVisits;
import dev.visitortracker.worker.schema.VisitPartitions;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.spi.Readable;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Gives each partition the indexes of its state. A partition is closed when its month is over and
 * nothing was written to it between two looks: then sorting it once is far cheaper than having kept
 * it sorted row by row. All is done {@code CONCURRENTLY}, which locks out no writer and no reader;
 * what an interrupted run left behind is invalid and is made again by the next.
 *
 * <p>Looks are taken one after the other; the workers take turns by a lock.
 */
public final class PartitionIndexes {
  private static final Logger log = LoggerFactory.getLogger(PartitionIndexes.class);

  /** Visits are late by minutes; who replays a month writes to it again before it is closed. */
  private static final Duration GRACE = Duration.ofHours(1);

  private static final String TRY_LOCK = "SELECT pg_try_advisory_lock(5641318)";
  private static final String UNLOCK = "SELECT pg_advisory_unlock(5641318)";

  /** Only those that we made: what an operator attached is the operator's to index. */
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
  private final Map<String, Long> written = new HashMap<>();

  public PartitionIndexes(PrimaryDatabase database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  private record Partition(String table, long inserts, Set<String> valid, Set<String> invalid) {}

  /** Completes when every partition has its indexes, or at once where another worker is at it. */
  public Mono<Void> settle() {
    return database.withoutTimeLimit(
        connection ->
            isTrue(connection, TRY_LOCK)
                .flatMap(
                    ours ->
                        ours
                            ? partitions(connection)
                                .flatMapIterable(partitions -> partitions)
                                .concatMap(partition -> settle(connection, partition), 1)
                                .then(isTrue(connection, UNLOCK))
                            : Mono.just(false))
                .then());
  }

  private Mono<Void> settle(PostgresqlConnection connection, Partition partition) {
    IndexSet wanted = isClosed(partition) ? IndexSet.CLOSED : IndexSet.GROWING;
    List<Index> indexes = wanted.of(partition.table());
    Set<String> names = indexes.stream().map(Index::name).collect(Collectors.toSet());
    Set<String> ours =
        Stream.of(IndexSet.values())
            .flatMap(set -> set.of(partition.table()).stream())
            .map(Index::name)
            .collect(Collectors.toSet());
    return Flux.fromIterable(partition.invalid())
        .filter(ours::contains)
        .concatMap(name -> drop(connection, name), 1)
        .thenMany(Flux.fromIterable(indexes))
        .filter(index -> !partition.valid().contains(index.name()))
        .concatMap(index -> create(connection, partition, index), 1)
        .thenMany(Flux.fromIterable(partition.valid()))
        .filter(name -> ours.contains(name) && !names.contains(name))
        .concatMap(name -> drop(connection, name), 1)
        .then();
  }

  /** Never seen before counts as written: only a second look can tell that nothing came. */
  private boolean isClosed(Partition partition) {
    if (partition.valid().containsAll(names(IndexSet.CLOSED, partition))) {
      return true;
    }
    Long before = written.put(partition.table(), partition.inserts());
    return before != null
        && before == partition.inserts()
        && MonthOfVisits.of(partition.table()).endMillis() + GRACE.toMillis() <= clock.millis();
  }

  private static Set<String> names(IndexSet set, Partition partition) {
    return set.of(partition.table()).stream().map(Index::name).collect(Collectors.toSet());
  }

  private static Mono<Void> create(
      PostgresqlConnection connection, Partition partition, Index index) {
    long start = System.nanoTime();
    return VisitPartitions.run(
            connection,
            "CREATE INDEX CONCURRENTLY %s ON %s (%s)"
                .formatted(index.name(), partition.table(), index.columns()))
        .doOnSuccess(
            made ->
                log.info(
                    "made index {} in {} ms",
                    index.name(),
                    Duration.ofNanos(System.nanoTime() - start).toMillis()));
  }

  private static Mono<Void> drop(PostgresqlConnection connection, String name) {
    return VisitPartitions.run(connection, "DROP INDEX CONCURRENTLY IF EXISTS " + name)
        .doOnSuccess(dropped -> log.info("dropped index {}", name));
  }

  private static Mono<List<Partition>> partitions(PostgresqlConnection connection) {
    return connection
        .createStatement(PARTITIONS)
        .bind("$1", MonthOfVisits.TABLES)
        .execute()
        .concatMap(result -> result.map(PartitionIndexes::partition), 1)
        .collectList();
  }

  private static Mono<Boolean> isTrue(PostgresqlConnection connection, String sql) {
    return connection
        .createStatement(sql)
        .execute()
        .concatMap(result -> result.map(row -> Boolean.TRUE.equals(row.get(0, Boolean.class))), 1)
        .single();
  }

  private static Partition partition(Readable row) {
    return new Partition(
        text(row, 0),
        Objects.requireNonNull(row.get(1, Long.class)),
        Set.of(text(row, 2).split(",")),
        Set.of(text(row, 3).split(",")));
  }

  private static String text(Readable row, int column) {
    return Objects.requireNonNull(row.get(column, String.class));
  }
}

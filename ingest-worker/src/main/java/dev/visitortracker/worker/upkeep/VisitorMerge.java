package dev.visitortracker.worker.upkeep;

import dev.visitortracker.event.VisitorUnion;
import dev.visitortracker.worker.primary.PrimaryDatabase;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.spi.Readable;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Merges the sketches of days that are over into one for each site and day: so a read of many days
 * costs a sketch a day, however many partitions the topic has, and the table keeps no more.
 *
 * <p>Visits that come later make a shard anew, which the next run merges. Merging loses nobody,
 * whatever happens at the same time: a sketch that a batch writes holds all that the batch has read
 * of it, and to merge that twice changes nothing.
 */
public final class VisitorMerge {
  /** The shard of what was merged; no partition has it. */
  private static final short MERGED = -1;

  /** Sites and days of one transaction. */
  private static final int AT_ONCE = 100;

  /** Yesterday's late visits still come in numbers. */
  private static final Duration GRACE = Duration.ofDays(1);

  /** Serialises the workers until the transaction ends; the number has no meaning. */
  private static final String TRY_LOCK = "SELECT pg_try_advisory_xact_lock(5641319)";

  private static final String READ =
      """
      SELECT s.site, s.day, s.shard, s.sketch
      FROM (SELECT DISTINCT site, day FROM visitor_sketches
            WHERE shard >= 0 AND day < $1 ORDER BY day, site LIMIT $2) AS over
      JOIN visitor_sketches AS s ON s.site = over.site AND s.day = over.day
      ORDER BY s.site, s.day, s.shard FOR UPDATE OF s
      """;

  private static final String WRITE =
      """
      INSERT INTO visitor_sketches AS s (site, day, shard, version, sketch)
      VALUES ($1, $2, $3, 0, $4)
      ON CONFLICT (site, day, shard) DO UPDATE SET sketch = excluded.sketch
      """;

  private static final String REMOVE =
      """
      DELETE FROM visitor_sketches
      WHERE site = $1 AND day = $2 AND shard >= 0 AND shard = ANY ($3::smallint[])
      """;

  private final PrimaryDatabase database;
  private final InstantSource clock;

  public VisitorMerge(PrimaryDatabase database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  @SuppressWarnings("ArrayRecordComponent") // nobody else has the bytes
  private record Shard(String site, LocalDate day, short shard, byte[] sketch) {
    static Shard of(Readable row) {
      return new Shard(
          Objects.requireNonNull(row.get(0, String.class)),
          Objects.requireNonNull(row.get(1, LocalDate.class)),
          Objects.requireNonNull(row.get(2, Short.class)),
          Objects.requireNonNull(row.get(3, byte[].class)));
    }

    boolean isOfTheSame(Shard other) {
      return site.equals(other.site) && day.equals(other.day);
    }
  }

  /** Completes when no day that is over has shards, or at once where another worker is at it. */
  public Mono<Void> run() {
    return database
        .inTransaction(this::mergeSome)
        .repeat()
        .takeUntil(merged -> merged < AT_ONCE)
        .then();
  }

  /** How many sites and days were merged. */
  private Mono<Integer> mergeSome(PostgresqlConnection connection) {
    return isOurs(connection)
        .flatMap(
            ours ->
                ours
                    ? read(connection).flatMap(shards -> merge(connection, shards))
                    : Mono.just(0));
  }

  private static Mono<Boolean> isOurs(PostgresqlConnection connection) {
    return connection
        .createStatement(TRY_LOCK)
        .execute()
        .concatMap(result -> result.map(row -> Boolean.TRUE.equals(row.get(0, Boolean.class))), 1)
        .single();
  }

  private Mono<List<Shard>> read(PostgresqlConnection connection) {
    LocalDate firstOpen = clock.instant().minus(GRACE).atOffset(ZoneOffset.UTC).toLocalDate();
    return connection
        .createStatement(READ)
        .bind("$1", firstOpen)
        .bind("$2", AT_ONCE)
        .execute()
        .concatMap(result -> result.map(Shard::of), 1)
        .collectList();
  }

  private static Mono<Integer> merge(PostgresqlConnection connection, List<Shard> shards) {
    return Flux.fromIterable(shards)
        .windowUntilChanged(shard -> shard, Shard::isOfTheSame)
        .concatMap(window -> window.collectList(), 1)
        .concatMap(same -> mergeOne(connection, same), 1)
        .reduce(0, Integer::sum);
  }

  private static Mono<Integer> mergeOne(PostgresqlConnection connection, List<Shard> same) {
    VisitorUnion union = new VisitorUnion();
    same.forEach(shard -> union.add(shard.sketch()));
    Shard any = same.getFirst();
    return connection
        .createStatement(WRITE)
        .bind("$1", any.site())
        .bind("$2", any.day())
        .bind("$3", MERGED)
        .bind("$4", union.bytes())
        .execute()
        .concatMap(result -> result.getRowsUpdated(), 1)
        .then(Mono.defer(() -> remove(connection, same)))
        .thenReturn(1);
  }

  /** Only what was read: others may have come since. */
  private static Mono<Void> remove(PostgresqlConnection connection, List<Shard> same) {
    return connection
        .createStatement(REMOVE)
        .bind("$1", same.getFirst().site())
        .bind("$2", same.getFirst().day())
        .bind("$3", column(same, Shard::shard, Short[]::new))
        .execute()
        .concatMap(result -> result.getRowsUpdated(), 1)
        .then();
  }

  private static <T> @Nullable T[] column(
      List<Shard> shards, Function<Shard, T> value, IntFunction<@Nullable T[]> array) {
    return shards.stream().map(value).toArray(array);
  }
}

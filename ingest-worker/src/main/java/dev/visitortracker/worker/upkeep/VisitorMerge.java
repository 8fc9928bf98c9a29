package dev.visitortracker.worker.upkeep;

import dev.visitortracker.event.visitors.VisitorUnion;
import dev.visitortracker.worker.primary.Columns;
import dev.visitortracker.worker.primary.PrimaryDatabase;
import dev.visitortracker.worker.primary.Sql;
import dev.visitortracker.worker.primary.SqlRow;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Merges the sketches of days that are over into one for each site and day. So a read of many days
 * costs one sketch a day, however many partitions the topic has, and the table keeps no more.
 *
 * <p>A visit that comes later creates a shard again, which the next run merges. Merging loses no
 * visitor, whatever happens at the same time: the sketch that a batch writes holds everything that
 * the batch read, and merging a visitor twice changes nothing.
 */
public final class VisitorMerge {
  /** The shard number of a merged sketch; no partition has it. */
  private static final short MERGED = -1;

  /** The most pairs of site and day that one transaction merges. */
  private static final int MAX_MERGED = 100;

  /** How long a day stays open after its end: many late visits of yesterday still come. */
  private static final Duration GRACE = Duration.ofDays(1);

  /** Serialises the workers until the transaction ends; the number has no meaning. */
  private static final String TRY_LOCK = "SELECT pg_try_advisory_xact_lock(5641319)";

  private static final String LOCK_SHARDS =
      """
      SELECT s.site, s.day, s.shard, s.sketch
      FROM (SELECT DISTINCT site, day FROM visitor_sketches
            WHERE shard >= 0 AND day < $1 ORDER BY day, site LIMIT $2) AS over
      JOIN visitor_sketches AS s ON s.site = over.site AND s.day = over.day
      ORDER BY s.site, s.day, s.shard FOR UPDATE OF s
      """;

  private static final String WRITE_MERGED =
      """
      INSERT INTO visitor_sketches AS s (site, day, shard, version, sketch)
      VALUES ($1, $2, $3, 0, $4)
      ON CONFLICT (site, day, shard) DO UPDATE SET sketch = excluded.sketch
      """;

  /** Removes only the shards that were read: others may have come since. */
  private static final String REMOVE_SHARDS =
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
  private record Shard(String site, LocalDate day, short number, byte[] sketch) {
    static Shard of(SqlRow row) {
      return new Shard(row.text(0), row.day(1), row.shortNumber(2), row.bytes(3));
    }

    boolean isOfTheSiteAndDayOf(Shard other) {
      return site.equals(other.site) && day.equals(other.day);
    }
  }

  /** Completes when no day that is over has shards, or at once while another worker does this. */
  public Mono<Void> run() {
    return database
        .inTransaction(this::mergeSome)
        .repeat()
        .takeUntil(merged -> merged < MAX_MERGED)
        .then();
  }

  /** Completes with the number of pairs of site and day that were merged. */
  private Mono<Integer> mergeSome(PostgresqlConnection connection) {
    return Sql.one(connection, TRY_LOCK, row -> row.isTrue(0))
        .flatMap(
            isLocked ->
                isLocked
                    ? lockShards(connection).flatMap(shards -> merge(connection, shards))
                    : Mono.just(0));
  }

  private Mono<List<Shard>> lockShards(PostgresqlConnection connection) {
    LocalDate firstOpen = clock.instant().minus(GRACE).atOffset(ZoneOffset.UTC).toLocalDate();
    return Sql.list(connection, LOCK_SHARDS, Shard::of, firstOpen, MAX_MERGED);
  }

  private static Mono<Integer> merge(PostgresqlConnection connection, List<Shard> shards) {
    return Flux.fromIterable(shards)
        .bufferUntilChanged(shard -> shard, Shard::isOfTheSiteAndDayOf)
        .concatMap(ofOneDay -> mergeOne(connection, ofOneDay), 1)
        .reduce(0, Integer::sum);
  }

  private static Mono<Integer> mergeOne(PostgresqlConnection connection, List<Shard> ofOneDay) {
    VisitorUnion union = new VisitorUnion();
    ofOneDay.forEach(shard -> union.add(shard.sketch()));
    String site = ofOneDay.getFirst().site();
    LocalDate day = ofOneDay.getFirst().day();
    return Sql.run(connection, WRITE_MERGED, site, day, MERGED, union.bytes())
        .then(
            Sql.run(
                connection,
                REMOVE_SHARDS,
                site,
                day,
                Columns.of(ofOneDay, Short.class, Shard::number)))
        .thenReturn(1);
  }
}

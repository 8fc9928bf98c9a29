package dev.visitortracker.worker.write;

import dev.visitortracker.event.visitors.VisitorSketch;
import dev.visitortracker.worker.primary.Columns;
import dev.visitortracker.worker.primary.Sql;
import dev.visitortracker.worker.primary.SqlRow;
import dev.visitortracker.worker.write.VisitorHashes.Hashes;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.spi.R2dbcTransientResourceException;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * The visitors of a batch, to be added to the sketches in {@code visitor_sketches}: one for each
 * site and day, and one for all sites of the day.
 *
 * <p>Sketches are sharded as the counts of {@link Rollup} are, so live ingest has each to itself.
 * Replays may share a shard: a row is written only over the version that was read, and the
 * transaction that comes too late tries its batch again. A batch touches at most twice as many
 * sketches as it has visits. They are read and written {@link #MAX_IN_MEMORY} at a time.
 */
final class DailyVisitors {
  /** The most sketches in memory; each takes some kilobytes there. */
  private static final int MAX_IN_MEMORY = 250;

  private static final long FIRST_VERSIONS = 1L << 62;
  private static final String CONFLICT = "40001";

  private static final String READ =
      """
      SELECT s.site, s.day - date '1970-01-01', s.version, s.sketch
      FROM unnest($2::text[], $3::int[]) AS b (site, day)
      JOIN visitor_sketches AS s
          ON s.site = b.site AND s.day = date '1970-01-01' + b.day AND s.shard = $1
      """;

  /** The sketches come as one value, because the driver has no arrays of bytea. */
  private static final String WRITE =
      """
      INSERT INTO visitor_sketches AS s (site, day, shard, version, sketch)
      SELECT b.site, date '1970-01-01' + b.day, $1, b.version, substring($5, b.first, b.bytes)
      FROM unnest($2::text[], $3::int[], $4::bigint[], $6::int[], $7::int[])
          AS b (site, day, version, first, bytes)
      ON CONFLICT (site, day, shard) DO UPDATE
      SET version = excluded.version, sketch = excluded.sketch
      WHERE s.version = excluded.version - 1
      """;

  /** A sketch as the table has it. */
  private record Stored(SiteDay siteDay, long version, VisitorSketch sketch) {
    /**
     * Begins at a random version, so that a row which is created again does not look like the one
     * that the merge of past days removed.
     */
    static Stored nothing(SiteDay siteDay) {
      return new Stored(
          siteDay, ThreadLocalRandom.current().nextLong(FIRST_VERSIONS), VisitorSketch.empty());
    }

    static Stored of(SqlRow row) {
      return new Stored(
          new SiteDay(row.text(0), row.integer(1)), row.number(2), VisitorSketch.of(row.bytes(3)));
    }
  }

  /** A row to be written. */
  private record Changed(SiteDay siteDay, long version, VisitorSketch sketch) {}

  private final SortedMap<SiteDay, List<Hashes>> visitors;

  DailyVisitors(SortedMap<SiteDay, List<Hashes>> visitors) {
    this.visitors = visitors;
  }

  /**
   * Writes the sketches that change, in the caller's transaction and in the order of their keys, so
   * that two transactions cannot wait for each other.
   *
   * @return an error signal with SQLSTATE 40001 where another transaction wrote one of them
   */
  Mono<Void> addTo(PostgresqlConnection connection, int shard) {
    return Flux.fromIterable(visitors.keySet())
        .buffer(MAX_IN_MEMORY)
        .concatMap(keys -> add(connection, shard, keys), 1)
        .then();
  }

  private Mono<Void> add(PostgresqlConnection connection, int shard, List<SiteDay> keys) {
    return read(connection, shard, keys)
        // The driver's loop has other connections to serve.
        .publishOn(Schedulers.parallel())
        .map(stored -> changed(keys, stored))
        .flatMap(changed -> write(connection, shard, changed));
  }

  private static Mono<Map<SiteDay, Stored>> read(
      PostgresqlConnection connection, int shard, List<SiteDay> keys) {
    return Sql.list(
            connection,
            READ,
            Stored::of,
            (short) shard,
            Columns.of(keys, String.class, SiteDay::site),
            Columns.of(keys, Integer.class, SiteDay::day))
        .map(rows -> rows.stream().collect(Collectors.toMap(Stored::siteDay, stored -> stored)));
  }

  private List<Changed> changed(List<SiteDay> keys, Map<SiteDay, Stored> known) {
    List<Changed> changed = new ArrayList<>(keys.size());
    for (SiteDay key : keys) {
      Stored stored = Objects.requireNonNullElseGet(known.get(key), () -> Stored.nothing(key));
      visitors.getOrDefault(key, List.of()).forEach(hashes -> hashes.addTo(stored.sketch()));
      if (stored.sketch().hasChanged()) {
        changed.add(new Changed(key, stored.version() + 1, stored.sketch()));
      }
    }
    return changed;
  }

  private static Mono<Void> write(
      PostgresqlConnection connection, int shard, List<Changed> changed) {
    if (changed.isEmpty()) {
      return Mono.empty();
    }
    ByteArrayOutputStream sketches = new ByteArrayOutputStream();
    Integer[] first = new Integer[changed.size()];
    Integer[] bytes = new Integer[changed.size()];
    for (int i = 0; i < changed.size(); i++) {
      byte[] sketch = changed.get(i).sketch().bytes();
      // PostgreSQL counts from 1.
      first[i] = sketches.size() + 1;
      bytes[i] = sketch.length;
      sketches.writeBytes(sketch);
    }
    return Sql.update(
            connection,
            WRITE,
            (short) shard,
            Columns.of(changed, String.class, row -> row.siteDay().site()),
            Columns.of(changed, Integer.class, row -> row.siteDay().day()),
            Columns.of(changed, Long.class, Changed::version),
            sketches.toByteArray(),
            first,
            bytes)
        .flatMap(
            written ->
                written == changed.size()
                    ? Mono.empty()
                    : Mono.error(
                        () ->
                            new R2dbcTransientResourceException(
                                "another transaction wrote sketches of shard " + shard, CONFLICT)));
  }
}

package dev.visitortracker.worker.write;

import dev.visitortracker.event.Visit;
import dev.visitortracker.event.VisitorHash;
import dev.visitortracker.event.VisitorSketch;
import dev.visitortracker.worker.upkeep.VisitorMerge;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.spi.R2dbcTransientResourceException;
import io.r2dbc.spi.Readable;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Shows the visitors of a batch to the sketches in {@code visitor_sketches}, one for each site and
 * day and one for all sites of the day, in the transaction that stores the visits.
 *
 * <p>Sketches are sharded as the counts of {@link Rollup} are, so live ingest has each to itself.
 * Replays may share a shard: a row is written only over the version that was read, and the one who
 * comes too late tries its batch again. A batch touches at most twice as many sketches as it has
 * visits; they are read and written {@link #AT_ONCE} at a time, which bounds what they occupy.
 */
final class DailyVisitors {
  /** Of a day's visitors of all sites; no site is called so. */
  static final String ALL_SITES = "";

  /** Most sketches in memory; each takes some kilobytes there. */
  private static final int AT_ONCE = 250;

  private static final long FIRST_VERSIONS = 1L << 62;
  private static final long DAY_MILLIS = TimeUnit.DAYS.toMillis(1);
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

  /**
   * @param day days since the epoch, UTC
   */
  private record Key(String site, int day) implements Comparable<Key> {
    private static final Comparator<Key> ORDER =
        Comparator.comparing(Key::site).thenComparing(Key::day);

    static Key of(Visit visit) {
      return new Key(visit.site(), Math.toIntExact(day(visit)));
    }

    private static long day(Visit visit) {
      return Math.floorDiv(visit.timestampMillis(), DAY_MILLIS);
    }

    boolean holds(Visit visit) {
      return site.equals(visit.site()) && day == day(visit);
    }

    @Override
    public int compareTo(Key other) {
      return ORDER.compare(this, other);
    }
  }

  /** Hashes of visitors, in a list that grows. */
  private static final class Hashes {
    private long[] values = new long[8];
    private int size;

    void add(long value) {
      if (size == values.length) {
        values = Arrays.copyOf(values, 2 * size);
      }
      values[size++] = value;
    }

    void addTo(VisitorSketch sketch) {
      for (int i = 0; i < size; i++) {
        sketch.add(values[i]);
      }
    }
  }

  /** What the table holds. */
  private record Stored(long version, VisitorSketch sketch) {
    /** A row that is made anew must not look like the one that {@link VisitorMerge} removed. */
    static Stored nothing() {
      return new Stored(
          ThreadLocalRandom.current().nextLong(FIRST_VERSIONS), VisitorSketch.empty());
    }

    static Stored of(Readable row) {
      return new Stored(
          Objects.requireNonNull(row.get(2, Long.class)),
          VisitorSketch.of(Objects.requireNonNull(row.get(3, byte[].class))));
    }
  }

  /** A row to be written. */
  private record Changed(Key key, long version, VisitorSketch sketch) {}

  private final Map<Key, List<Hashes>> visitors;

  private DailyVisitors(Map<Key, List<Hashes>> visitors) {
    this.visitors = visitors;
  }

  static DailyVisitors of(Collection<Visit> visits) {
    Map<Key, Hashes> bySite = new HashMap<>();
    VisitorHash hash = new VisitorHash();
    Key key = null;
    Hashes hashes = new Hashes();
    for (Visit visit : visits) {
      // Visits of a batch are mostly of the same day.
      if (key == null || !key.holds(visit)) {
        key = Key.of(visit);
        hashes = bySite.computeIfAbsent(key, _ -> new Hashes());
      }
      hashes.add(hash.of(visit));
    }
    Map<Key, List<Hashes>> visitors = new TreeMap<>();
    bySite.forEach(
        (siteAndDay, those) -> {
          visitors.put(siteAndDay, List.of(those));
          visitors
              .computeIfAbsent(new Key(ALL_SITES, siteAndDay.day()), _ -> new ArrayList<>())
              .add(those);
        });
    return new DailyVisitors(visitors);
  }

  /**
   * Writes the sketches that change, in the caller's transaction and in the order of their keys, so
   * that two transactions cannot wait for each other.
   */
  Mono<Void> addTo(PostgresqlConnection connection, int shard) {
    return Flux.fromIterable(visitors.keySet())
        .buffer(AT_ONCE)
        .concatMap(keys -> add(connection, shard, keys), 1)
        .then();
  }

  private Mono<Void> add(PostgresqlConnection connection, int shard, List<Key> keys) {
    return read(connection, shard, keys)
        .map(stored -> changed(keys, stored))
        .flatMap(changed -> write(connection, shard, changed));
  }

  private static Mono<Map<Key, Stored>> read(
      PostgresqlConnection connection, int shard, List<Key> keys) {
    return connection
        .createStatement(READ)
        .bind("$1", (short) shard)
        .bind("$2", column(keys, Key::site, String[]::new))
        .bind("$3", column(keys, Key::day, Integer[]::new))
        .execute()
        .concatMap(result -> result.map(row -> Map.entry(key(row), Stored.of(row))), 1)
        .collectMap(Map.Entry::getKey, Map.Entry::getValue);
  }

  private List<Changed> changed(List<Key> keys, Map<Key, Stored> known) {
    List<Changed> changed = new ArrayList<>(keys.size());
    for (Key key : keys) {
      Stored stored = Objects.requireNonNullElseGet(known.get(key), Stored::nothing);
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
    return connection
        .createStatement(WRITE)
        .bind("$1", (short) shard)
        .bind("$2", column(changed, row -> row.key().site(), String[]::new))
        .bind("$3", column(changed, row -> row.key().day(), Integer[]::new))
        .bind("$4", column(changed, Changed::version, Long[]::new))
        .bind("$5", sketches.toByteArray())
        .bind("$6", first)
        .bind("$7", bytes)
        .execute()
        .concatMap(result -> result.getRowsUpdated(), 1)
        .reduce(0L, Long::sum)
        .flatMap(
            written ->
                written == changed.size()
                    ? Mono.empty()
                    : Mono.error(
                        () ->
                            new R2dbcTransientResourceException(
                                "sketches of shard " + shard + " were written by another",
                                CONFLICT)));
  }

  private static Key key(Readable row) {
    return new Key(
        Objects.requireNonNull(row.get(0, String.class)),
        Objects.requireNonNull(row.get(1, Integer.class)));
  }

  private static <R, T> @Nullable T[] column(
      List<R> rows, Function<R, T> value, IntFunction<@Nullable T[]> array) {
    return rows.stream().map(value).toArray(array);
  }
}

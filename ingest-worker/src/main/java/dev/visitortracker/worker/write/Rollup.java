package dev.visitortracker.worker.write;

import dev.visitortracker.event.Visit;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.IntFunction;
import reactor.core.publisher.Mono;

/**
 * Adds the visits of a batch to {@code visit_counts} and {@code visit_totals}, in the transaction
 * that stores them: so the sum of a grain is always the number of rows.
 *
 * <p>Rows are sharded by Kafka partition. A partition is written by one transaction at a time, so
 * two transactions never wait for the same row; and they are written in key order, so that even a
 * worker that lost its partitions cannot deadlock with the new owner.
 */
final class Rollup {
  private static final String ADD =
      """
      WITH batch AS MATERIALIZED (
          SELECT b.site, b.grain, to_timestamp(b.bucket) AS bucket, b.visits, b.client_errors,
                 b.server_errors
          FROM unnest($2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::bigint[],
                      $7::bigint[])
              AS b (site, grain, bucket, visits, client_errors, server_errors)),
      totals AS (
          INSERT INTO visit_totals AS t
              (grain, bucket, shard, visits, client_errors, server_errors)
          SELECT grain, bucket, $1, sum(visits), sum(client_errors), sum(server_errors)
          FROM batch GROUP BY grain, bucket ORDER BY grain, bucket
          ON CONFLICT (grain, bucket, shard) DO UPDATE
          SET visits = t.visits + excluded.visits,
              client_errors = t.client_errors + excluded.client_errors,
              server_errors = t.server_errors + excluded.server_errors)
      INSERT INTO visit_counts AS c
          (site, grain, bucket, shard, visits, client_errors, server_errors)
      SELECT site, grain, bucket, $1, visits, client_errors, server_errors FROM batch
      ON CONFLICT (site, grain, bucket, shard) DO UPDATE
      SET visits = c.visits + excluded.visits,
          client_errors = c.client_errors + excluded.client_errors,
          server_errors = c.server_errors + excluded.server_errors
      """;

  private static final int CLIENT_ERRORS = 400;
  private static final int SERVER_ERRORS = 500;
  private static final long MINUTE = 60_000;

  private record Key(String site, Grain grain, Instant bucket) implements Comparable<Key> {
    private static final Comparator<Key> ORDER =
        Comparator.comparing(Key::site).thenComparing(Key::grain).thenComparing(Key::bucket);

    @Override
    public int compareTo(Key other) {
      return ORDER.compare(this, other);
    }
  }

  /** Visits of one site in one minute, the finest grain. */
  private record Minute(String site, long minute) {
    boolean holds(Visit visit) {
      return minuteOf(visit) == minute && visit.site().equals(site);
    }
  }

  /** A sum that grows; a batch adds to few of them many times. */
  private static final class Counts {
    private long visits;
    private long clientErrors;
    private long serverErrors;

    void add(Visit visit) {
      int code = visit.responseCode();
      visits++;
      clientErrors += code >= CLIENT_ERRORS && code < SERVER_ERRORS ? 1 : 0;
      serverErrors += code >= SERVER_ERRORS ? 1 : 0;
    }

    void add(Counts other) {
      visits += other.visits;
      clientErrors += other.clientErrors;
      serverErrors += other.serverErrors;
    }
  }

  private final Map<Key, Counts> counts;

  private Rollup(Map<Key, Counts> counts) {
    this.counts = counts;
  }

  /** Counts by minute first, then sums the minutes up: there are few minutes and many visits. */
  static Rollup of(Collection<Visit> visits) {
    Map<Minute, Counts> minutes = new HashMap<>();
    Minute last = null;
    Counts ofLast = null;
    for (Visit visit : visits) {
      // Visits come in the order of their time, more or less, so most are of the minute before.
      if (last == null || ofLast == null || !last.holds(visit)) {
        last = new Minute(visit.site(), minuteOf(visit));
        ofLast = minutes.computeIfAbsent(last, _ -> new Counts());
      }
      ofLast.add(visit);
    }
    Map<Key, Counts> counts = new TreeMap<>();
    minutes.forEach(
        (minute, sum) -> {
          for (Grain grain : Grain.values()) {
            Key key = new Key(minute.site(), grain, grain.bucket(minute.minute() * MINUTE));
            counts.computeIfAbsent(key, _ -> new Counts()).add(sum);
          }
        });
    return new Rollup(counts);
  }

  private static long minuteOf(Visit visit) {
    return Math.floorDiv(visit.timestampMillis(), MINUTE);
  }

  /** Adds the counts in the caller's transaction. */
  Mono<Void> addTo(PostgresqlConnection connection, int shard) {
    if (counts.isEmpty()) {
      return Mono.empty();
    }
    List<Map.Entry<Key, Counts>> rows = List.copyOf(counts.entrySet());
    return connection
        .createStatement(ADD)
        .bind("$1", (short) shard)
        .bind("$2", column(rows, row -> row.getKey().site(), String[]::new))
        .bind("$3", column(rows, row -> name(row.getKey().grain()), String[]::new))
        .bind("$4", column(rows, row -> row.getKey().bucket().getEpochSecond(), Long[]::new))
        .bind("$5", column(rows, row -> row.getValue().visits, Long[]::new))
        .bind("$6", column(rows, row -> row.getValue().clientErrors, Long[]::new))
        .bind("$7", column(rows, row -> row.getValue().serverErrors, Long[]::new))
        .execute()
        .concatMap(result -> result.getRowsUpdated(), 1)
        .then();
  }

  private static String name(Grain grain) {
    return grain.name().toLowerCase(Locale.ROOT);
  }

  private static <T> T[] column(
      List<Map.Entry<Key, Counts>> rows,
      Function<Map.Entry<Key, Counts>, T> value,
      IntFunction<T[]> array) {
    return rows.stream().map(value).toArray(array);
  }
}

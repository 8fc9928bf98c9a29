package dev.visitortracker.worker.write;

import dev.visitortracker.worker.primary.Columns;
import dev.visitortracker.worker.primary.Sql;
import dev.visitortracker.worker.write.MinuteCounts.Counts;
import dev.visitortracker.worker.write.Rollup.Bucket;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import java.time.Instant;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import reactor.core.publisher.Mono;

/**
 * The counts of a batch, to be added to {@code visit_counts} and {@code visit_totals} in the
 * transaction that stores its visits: so the sum of a grain is always the number of rows.
 *
 * <p>Rows are sharded by Kafka partition. A partition is written by one transaction at a time, so
 * two transactions never wait for the same row; and they are written in key order, so that even a
 * worker that lost its partitions cannot deadlock with the new owner.
 */
record Rollup(SortedMap<Bucket, Counts> counts) {
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

  /** The key of a row of {@code visit_counts}, without the shard. */
  record Bucket(String site, Grain grain, Instant start) implements Comparable<Bucket> {
    private static final Comparator<Bucket> ORDER =
        Comparator.comparing(Bucket::site)
            .thenComparing(Bucket::grain)
            .thenComparing(Bucket::start);

    @Override
    public int compareTo(Bucket other) {
      return ORDER.compare(this, other);
    }

    String grainName() {
      return grain.name().toLowerCase(Locale.ROOT);
    }
  }

  /** Adds the counts in the caller's transaction. */
  Mono<Void> addTo(PostgresqlConnection connection, int shard) {
    if (counts.isEmpty()) {
      return Mono.empty();
    }
    Set<Map.Entry<Bucket, Counts>> rows = counts.entrySet();
    return Sql.run(
        connection,
        ADD,
        (short) shard,
        Columns.of(rows, String.class, row -> row.getKey().site()),
        Columns.of(rows, String.class, row -> row.getKey().grainName()),
        Columns.of(rows, Long.class, row -> row.getKey().start().getEpochSecond()),
        Columns.of(rows, Long.class, row -> row.getValue().visits()),
        Columns.of(rows, Long.class, row -> row.getValue().clientErrors()),
        Columns.of(rows, Long.class, row -> row.getValue().serverErrors()));
  }
}

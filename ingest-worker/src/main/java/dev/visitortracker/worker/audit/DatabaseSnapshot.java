package dev.visitortracker.worker.audit;

import dev.visitortracker.worker.primary.PrimaryDatabase;
import dev.visitortracker.worker.primary.Sql;
import dev.visitortracker.worker.primary.SqlRow;
import dev.visitortracker.worker.progress.Watermark;
import dev.visitortracker.worker.progress.Watermarks;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import reactor.core.publisher.Mono;

/**
 * What PostgreSQL holds at one moment.
 *
 * @param watermarks of all topics and replays
 * @param rows the number of visits in the table
 * @param removed the number of visits that retention took out of it
 * @param rollup the sum of visits of each grain, by site and of all sites
 */
record DatabaseSnapshot(
    List<Watermark> watermarks, long rows, long removed, Map<String, Long> rollup) {

  /** Without it each statement would see what batches have committed since the one before. */
  private static final String ONE_MOMENT =
      "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY";

  private static final String COUNT_ROWS = "SELECT count(*) FROM visit_events";

  private static final String COUNT_REMOVED =
      "SELECT coalesce(sum(removed), 0)::bigint FROM visit_retention";

  private static final String SUM_GRAINS =
      """
      SELECT g.grain, (SELECT coalesce(sum(visits), 0) FROM visit_counts AS c
                       WHERE c.grain = g.grain)::bigint AS visits
      FROM (VALUES ('all'), ('day'), ('hour'), ('minute')) AS g (grain)
      UNION ALL
      SELECT g.grain || ' of all sites', (SELECT coalesce(sum(visits), 0) FROM visit_totals AS t
                                          WHERE t.grain = g.grain)::bigint
      FROM (VALUES ('all'), ('day'), ('hour'), ('minute')) AS g (grain)
      """;

  /** Reads it in one transaction. Counts all rows, so it takes longer the larger the table is. */
  static Mono<DatabaseSnapshot> read(PrimaryDatabase database) {
    return database.inTransaction(
        connection -> Sql.run(connection, ONE_MOMENT).then(readAll(connection)));
  }

  /** The watermarks of one topic, in the order of its partitions. */
  List<Watermark> of(String topic) {
    return watermarks.stream().filter(row -> row.topic().equals(topic)).toList();
  }

  /** How many offsets were read of a partition of earlier topics of that name. */
  long readBefore(String topic, int partition) {
    return watermarks.stream()
        .filter(row -> row.partition() == partition)
        .filter(row -> row.isOfAnEarlier(topic))
        .mapToLong(Watermark::read)
        .sum();
  }

  /** How many visits the worker and all replays stored, by their watermarks. */
  long stored() {
    return watermarks.stream().mapToLong(Watermark::stored).sum();
  }

  /** One statement after the other: a connection does one thing at a time. */
  private static Mono<DatabaseSnapshot> readAll(PostgresqlConnection connection) {
    return Watermarks.all(connection)
        .flatMap(
            watermarks ->
                count(connection, COUNT_ROWS)
                    .flatMap(
                        rows ->
                            count(connection, COUNT_REMOVED)
                                .flatMap(
                                    removed ->
                                        sums(connection)
                                            .map(
                                                rollup ->
                                                    new DatabaseSnapshot(
                                                        watermarks, rows, removed, rollup)))));
  }

  private static Mono<Long> count(PostgresqlConnection connection, String sql) {
    return Sql.one(connection, sql, row -> row.number(0));
  }

  private static Mono<Map<String, Long>> sums(PostgresqlConnection connection) {
    return Sql.list(connection, SUM_GRAINS, DatabaseSnapshot::sum)
        .map(
            sums ->
                sums.stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
  }

  private static Map.Entry<String, Long> sum(SqlRow row) {
    return Map.entry(row.text(0), row.number(1));
  }
}

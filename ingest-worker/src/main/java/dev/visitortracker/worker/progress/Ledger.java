package dev.visitortracker.worker.progress;

import dev.visitortracker.worker.primary.PrimaryDatabase;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.spi.Readable;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Reads the watermarks as a ledger, and what they must agree with. */
public final class Ledger {
  /** Or the next statement would see what a batch has committed in between. */
  private static final String ONE_MOMENT =
      "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY";

  private static final String WATERMARKS =
      """
      SELECT topic, partition, first_offset, next_offset, stored, duplicate, dead_lettered,
             lost, topic_id
      FROM ingest_watermark WHERE $1::text IS NULL OR topic = $1
      ORDER BY topic, partition LIMIT 100000
      """;

  private static final String ROWS = "SELECT count(*) FROM visit_events";
  private static final String REMOVED =
      "SELECT coalesce(sum(removed), 0)::bigint FROM visit_retention";
  private static final String ROLLUP =
      """
      SELECT g.grain, (SELECT coalesce(sum(visits), 0) FROM visit_counts AS c
                       WHERE c.grain = g.grain)::bigint AS visits
      FROM (VALUES ('all'), ('day'), ('hour'), ('minute')) AS g (grain)
      UNION ALL
      SELECT g.grain || ' of all sites', (SELECT coalesce(sum(visits), 0) FROM visit_totals AS t
                                          WHERE t.grain = g.grain)::bigint
      FROM (VALUES ('all'), ('day'), ('hour'), ('minute')) AS g (grain)
      """;

  private final PrimaryDatabase database;

  public Ledger(PrimaryDatabase database) {
    this.database = database;
  }

  /** The watermarks of one topic, or of a replay by its key. */
  public Mono<List<Watermark>> of(String topic) {
    return database.withConnection(connection -> watermarks(connection, topic));
  }

  /** Counts all rows: as slow as the table is large. */
  public Mono<LedgerSnapshot> snapshot() {
    return database.inTransaction(
        connection ->
            connection
                .createStatement(ONE_MOMENT)
                .execute()
                .concatMap(result -> result.getRowsUpdated(), 1)
                .then(Mono.defer(() -> snapshot(connection))));
  }

  /** One after the other: a connection does one thing at a time. */
  private static Mono<LedgerSnapshot> snapshot(PostgresqlConnection connection) {
    return watermarks(connection, null)
        .flatMap(
            watermarks ->
                number(connection, ROWS)
                    .flatMap(
                        rows ->
                            number(connection, REMOVED)
                                .flatMap(
                                    removed ->
                                        rollup(connection)
                                            .map(
                                                rollup ->
                                                    new LedgerSnapshot(
                                                        watermarks, rows, removed, rollup)))));
  }

  private static Mono<List<Watermark>> watermarks(
      PostgresqlConnection connection, @Nullable String topic) {
    var statement = connection.createStatement(WATERMARKS);
    return (topic == null ? statement.bindNull("$1", String.class) : statement.bind("$1", topic))
        .execute()
        .concatMap(result -> result.map(Ledger::row), 1)
        .collectList();
  }

  private static Mono<Long> number(PostgresqlConnection connection, String sql) {
    return connection
        .createStatement(sql)
        .execute()
        .concatMap(result -> result.map(row -> number(row, 0)), 1)
        .single();
  }

  private static Mono<Map<String, Long>> rollup(PostgresqlConnection connection) {
    return connection
        .createStatement(ROLLUP)
        .execute()
        .concatMap(
            result -> result.map(row -> Map.entry(row.get("grain", String.class), number(row, 1))),
            1)
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private static Watermark row(Readable row) {
    return new Watermark(
        Objects.requireNonNull(row.get(0, String.class)),
        Objects.requireNonNull(row.get(1, Integer.class)),
        number(row, 2),
        number(row, 3),
        number(row, 4),
        number(row, 5),
        number(row, 6),
        number(row, 7),
        row.get(8, String.class));
  }

  private static long number(Readable row, int column) {
    return Objects.requireNonNull(row.get(column, Long.class), "no column is null");
  }
}

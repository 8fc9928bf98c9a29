package dev.visitortracker.worker.progress;

import dev.visitortracker.worker.primary.PrimaryDatabase;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import reactor.core.publisher.Mono;

/**
 * The table {@code ingest_watermark}: for each partition of a topic the offset to read next, and
 * what became of everything before it. For every row, {@code next_offset - first_offset} is {@code
 * stored + duplicate + dead_lettered + lost} plus the offsets that hold no record.
 *
 * <p>A watermark moves only by compare-and-set, in the transaction that stores the visits. So of
 * two workers that believe to own a partition one fails, whatever they believe.
 */
public final class Watermarks {
  private static final String CREATE_MISSING =
      """
      INSERT INTO ingest_watermark (topic, partition, first_offset, next_offset)
      SELECT $1, p.partition, p.first_offset, p.first_offset
      FROM unnest($2::int[], $3::bigint[]) AS p (partition, first_offset)
      ON CONFLICT (topic, partition) DO NOTHING
      """;

  private static final String BELONG_TO =
      "UPDATE ingest_watermark SET topic_id = $2 WHERE topic = $1 AND topic_id IS NULL";

  private static final String NEXT_OFFSETS =
      """
      SELECT partition, next_offset FROM ingest_watermark
      WHERE topic = $1 AND partition = ANY ($2::int[]) LIMIT 10000
      """;

  private static final String ADVANCE =
      """
      UPDATE ingest_watermark AS w
      SET next_offset = b.to_offset,
          stored = w.stored + b.stored,
          duplicate = w.duplicate + b.duplicate,
          dead_lettered = w.dead_lettered + b.dead_lettered,
          committed_at = clock_timestamp()
      FROM unnest($2::int[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[])
          AS b (partition, from_offset, to_offset, stored, duplicate, dead_lettered)
      WHERE w.topic = $1 AND w.partition = b.partition AND w.next_offset = b.from_offset
      """;

  private final PrimaryDatabase database;

  public Watermarks(PrimaryDatabase database) {
    this.database = database;
  }

  /**
   * Where to go on reading, for each of the given partitions.
   *
   * @param firstOffsets partition to the first offset that Kafka still has: where a partition that
   *     was never read begins
   * @return partition to offset
   */
  public Mono<Map<Integer, Long>> positions(String topic, Map<Integer, Long> firstOffsets) {
    Integer[] partitions = firstOffsets.keySet().toArray(Integer[]::new);
    Long[] offsets = firstOffsets.values().toArray(Long[]::new);
    return database.inTransaction(
        connection ->
            connection
                .createStatement(CREATE_MISSING)
                .bind("$1", topic)
                .bind("$2", partitions)
                .bind("$3", offsets)
                .execute()
                .concatMap(result -> result.getRowsUpdated(), 1)
                .then(nextOffsets(connection, topic, partitions)));
  }

  /**
   * Makes sure that each partition of a topic has a watermark, and that it is known which topic of
   * that name the offsets belong to.
   *
   * @param firstOffsets partition to the first offset that Kafka still has
   */
  public Mono<Void> begin(String topic, String topicId, Map<Integer, Long> firstOffsets) {
    return positions(topic, firstOffsets)
        .then(
            database.withConnection(
                connection ->
                    connection
                        .createStatement(BELONG_TO)
                        .bind("$1", topic)
                        .bind("$2", topicId)
                        .execute()
                        .concatMap(result -> result.getRowsUpdated(), 1)
                        .then()));
  }

  /**
   * Moves the watermarks in the caller's transaction.
   *
   * @return an error signal {@link LostOwnershipException} where one of them is not at its range's
   *     start; the caller must then roll back
   */
  public Mono<Void> advance(PostgresqlConnection connection, String topic, List<Advance> advances) {
    return connection
        .createStatement(ADVANCE)
        .bind("$1", topic)
        .bind("$2", advances.stream().map(a -> a.range().partition()).toArray(Integer[]::new))
        .bind("$3", column(advances, a -> a.range().from()))
        .bind("$4", column(advances, a -> a.range().to()))
        .bind("$5", column(advances, Advance::stored))
        .bind("$6", column(advances, Advance::duplicate))
        .bind("$7", column(advances, Advance::deadLettered))
        .execute()
        .concatMap(result -> result.getRowsUpdated(), 1)
        .reduce(0L, Long::sum)
        .flatMap(
            moved ->
                moved == advances.size()
                    ? Mono.empty()
                    : Mono.error(() -> new LostOwnershipException(advances)));
  }

  private static Mono<Map<Integer, Long>> nextOffsets(
      PostgresqlConnection connection, String topic, Integer[] partitions) {
    return connection
        .createStatement(NEXT_OFFSETS)
        .bind("$1", topic)
        .bind("$2", partitions)
        .execute()
        .concatMap(
            result ->
                result.map(
                    row ->
                        Map.entry(
                            row.get("partition", Integer.class),
                            row.get("next_offset", Long.class))),
            1)
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private static Long[] column(List<Advance> advances, ToLongFunction<Advance> value) {
    return advances.stream().mapToLong(value).boxed().toArray(Long[]::new);
  }
}

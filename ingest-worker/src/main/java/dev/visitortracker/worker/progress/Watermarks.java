package dev.visitortracker.worker.progress;

import dev.visitortracker.worker.primary.Columns;
import dev.visitortracker.worker.primary.PrimaryDatabase;
import dev.visitortracker.worker.primary.Sql;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import java.util.List;
import java.util.Map;
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

  private static final String NOTE_TOPIC_ID =
      "UPDATE ingest_watermark SET topic_id = $2 WHERE topic = $1 AND topic_id IS NULL";

  private static final String SET_ASIDE_OTHERS =
      """
      UPDATE ingest_watermark SET topic = %s
      WHERE topic = $1 AND topic_id <> $2
      """
          .formatted(Watermark.NAME_SET_ASIDE);

  private static final String OF_TOPIC =
      "SELECT %s FROM ingest_watermark WHERE topic = $1 ORDER BY partition LIMIT 10000"
          .formatted(Watermark.COLUMNS);

  private static final String ALL =
      "SELECT %s FROM ingest_watermark ORDER BY topic, partition LIMIT 100000"
          .formatted(Watermark.COLUMNS);

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

  /** The watermarks of one topic, or of a replay by its key, in the order of the partitions. */
  public Mono<List<Watermark>> of(String topic) {
    return database.withConnection(
        connection -> Sql.list(connection, OF_TOPIC, Watermark::of, topic));
  }

  /** The watermarks of all topics and replays, in the caller's transaction. */
  public static Mono<List<Watermark>> all(PostgresqlConnection connection) {
    return Sql.list(connection, ALL, Watermark::of);
  }

  /**
   * Creates the watermarks that are missing.
   *
   * @param firstOffsets partition to the offset at which reading begins
   */
  public Mono<Void> create(String topic, Map<Integer, Long> firstOffsets) {
    return database.withConnection(connection -> create(connection, topic, firstOffsets));
  }

  /**
   * Creates the watermarks that are missing, and notes which topic of that name the offsets belong
   * to where that is not noted yet.
   *
   * @param topicId Kafka's id of the topic
   * @param firstOffsets partition to the first offset that Kafka still has
   */
  public Mono<Void> create(String topic, String topicId, Map<Integer, Long> firstOffsets) {
    return database.withConnection(
        connection ->
            create(connection, topic, firstOffsets)
                .then(Sql.run(connection, NOTE_TOPIC_ID, topic, topicId)));
  }

  /**
   * Keeps the rows that belong to an earlier topic of that name under a key that says until when it
   * was read, so that new ones can begin.
   *
   * @param topicId Kafka's id of the topic that there is now
   */
  public Mono<Void> setAsideOthers(String topic, String topicId) {
    return database
        .withConnection(connection -> Sql.update(connection, SET_ASIDE_OTHERS, topic, topicId))
        .then();
  }

  /**
   * Moves the watermarks in the caller's transaction.
   *
   * @return an error signal {@link LostOwnershipException} where one of them is not at its range's
   *     start; the caller must then roll back
   */
  public static Mono<Void> advance(
      PostgresqlConnection connection, String topic, List<Advance> advances) {
    return Sql.update(
            connection,
            ADVANCE,
            topic,
            Columns.of(advances, Integer.class, advance -> advance.range().partition()),
            Columns.of(advances, Long.class, advance -> advance.range().from()),
            Columns.of(advances, Long.class, advance -> advance.range().to()),
            Columns.of(advances, Long.class, Advance::stored),
            Columns.of(advances, Long.class, Advance::duplicate),
            Columns.of(advances, Long.class, Advance::deadLettered))
        .flatMap(
            moved ->
                moved == advances.size()
                    ? Mono.empty()
                    : Mono.error(() -> new LostOwnershipException(advances)));
  }

  private static Mono<Void> create(
      PostgresqlConnection connection, String topic, Map<Integer, Long> firstOffsets) {
    return Sql.run(
        connection,
        CREATE_MISSING,
        topic,
        firstOffsets.keySet().toArray(Integer[]::new),
        firstOffsets.values().toArray(Long[]::new));
  }
}

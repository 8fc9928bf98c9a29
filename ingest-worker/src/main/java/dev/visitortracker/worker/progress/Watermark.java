package dev.visitortracker.worker.progress;

import dev.visitortracker.worker.primary.SqlRow;
import org.jspecify.annotations.Nullable;

/**
 * One row of {@code ingest_watermark}: how far a partition is stored, and what became of its
 * records.
 *
 * @param topic the topic, or the key of a replay of it
 * @param firstOffset the offset at which reading began
 * @param nextOffset the offset to read next
 * @param lost records that Kafka dropped before they were read, accepted by an operator
 * @param topicId Kafka's id of the topic that the offsets belong to; null where it is not known
 */
public record Watermark(
    String topic,
    int partition,
    long firstOffset,
    long nextOffset,
    long stored,
    long duplicate,
    long deadLettered,
    long lost,
    @Nullable String topicId) {
  /**
   * Separates a topic's name from the time until which it was read, in the rows of a topic that was
   * deleted and created again under the same name.
   */
  static final String SET_ASIDE = "#until:";

  /** The name of such a row from now on, in SQL. */
  static final String NAME_SET_ASIDE =
      "topic || '%s' || to_char(clock_timestamp() AT TIME ZONE 'UTC', '%s')"
          .formatted(SET_ASIDE, "YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"");

  static final String COLUMNS =
      "topic, partition, first_offset, next_offset, stored, duplicate, dead_lettered, lost,"
          + " topic_id";

  static Watermark of(SqlRow row) {
    return new Watermark(
        row.text(0),
        row.integer(1),
        row.number(2),
        row.number(3),
        row.number(4),
        row.number(5),
        row.number(6),
        row.number(7),
        row.nullableText(8));
  }

  /** How many offsets were read, or passed over by an operator. */
  public long read() {
    return nextOffset - firstOffset;
  }

  /**
   * Whether the row belongs to an earlier topic of that name, which Kafka does not have any more.
   */
  public boolean isOfAnEarlier(String name) {
    return topic.startsWith(name + SET_ASIDE);
  }
}

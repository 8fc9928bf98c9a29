package dev.visitortracker.worker.progress;

import org.jspecify.annotations.Nullable;

/**
 * One row of {@code ingest_watermark}.
 *
 * @param topic the topic, or the key of a replay of it
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
   * Behind a topic's name: the row of a topic of that name that Kafka does not have any more, and
   * until when it was read.
   */
  static final String SET_ASIDE = "#until:";

  /** How many offsets were read, or passed over by an operator. */
  public long read() {
    return nextOffset - firstOffset;
  }
}

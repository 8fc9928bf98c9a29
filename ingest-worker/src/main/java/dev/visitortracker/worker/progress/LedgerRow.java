package dev.visitortracker.worker.progress;

/**
 * One row of {@code ingest_watermark}.
 *
 * @param topic the topic, or the key of a replay of it
 */
public record LedgerRow(
    String topic,
    int partition,
    long firstOffset,
    long nextOffset,
    long stored,
    long duplicate,
    long deadLettered) {

  /** How many offsets were read. */
  public long read() {
    return nextOffset - firstOffset;
  }

  /** How many records came to an outcome; equals {@link #read} where Kafka has no empty offsets. */
  public long settled() {
    return stored + duplicate + deadLettered;
  }
}

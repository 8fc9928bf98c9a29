package dev.visitortracker.worker.progress;

/**
 * How far a batch moves the watermark of one partition, and what became of the records on the way.
 * {@code stored + duplicate + deadLettered} is the number of records. It is at most the width of
 * the range, and less only where Kafka has no record at an offset (transaction markers of foreign
 * producers).
 */
public record Advance(OffsetRange range, long stored, long duplicate, long deadLettered) {
  public Advance {
    if (stored + duplicate + deadLettered > range.width()) {
      throw new IllegalArgumentException(
          "%d stored, %d duplicate and %d dead-lettered records are more than %s holds"
              .formatted(stored, duplicate, deadLettered, range));
    }
  }
}

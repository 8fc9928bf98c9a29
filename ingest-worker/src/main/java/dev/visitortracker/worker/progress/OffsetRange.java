package dev.visitortracker.worker.progress;

/**
 * A range of offsets of one partition.
 *
 * @param partition the partition's number
 * @param from the first offset, inclusive
 * @param to the offset behind the last one; it is not below {@code from}
 */
public record OffsetRange(int partition, long from, long to) {
  public OffsetRange {
    if (from > to) {
      throw new IllegalArgumentException(
          "partition %d: the range begins at offset %d, behind its end %d"
              .formatted(partition, from, to));
    }
  }

  /** The number of offsets in it. */
  public long width() {
    return to - from;
  }
}

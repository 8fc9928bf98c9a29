package dev.visitortracker.api.publish;

import dev.visitortracker.api.admission.ByteBudget;
import java.util.concurrent.atomic.AtomicInteger;

/** How many records wait for their acknowledgement, and whether more may come. */
final class InFlightRecords {
  private final int max;
  private final ByteBudget bytes;
  private final AtomicInteger current = new AtomicInteger();

  /**
   * @param max most records
   * @param bytes what they take memory from
   */
  InFlightRecords(int max, ByteBudget bytes) {
    this.max = max;
    this.bytes = bytes;
  }

  /** Whether so many records could find room, as far as can be told before they are made. */
  boolean mayAdd(int records) {
    return current.get() + records <= max
        && bytes.hasRoomFor(records * (long) Records.OBJECTS_IN_BYTES);
  }

  /**
   * Counts them, or none of them.
   *
   * @param sizeInBytes what they hold
   */
  boolean tryAdd(int records, long sizeInBytes) {
    if (current.addAndGet(records) <= max && bytes.tryTake(sizeInBytes)) {
      return true;
    }
    current.addAndGet(-records);
    return false;
  }

  void remove(int records, long sizeInBytes) {
    current.addAndGet(-records);
    bytes.giveBack(sizeInBytes);
  }

  int current() {
    return current.get();
  }
}

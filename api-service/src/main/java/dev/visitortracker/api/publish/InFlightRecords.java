package dev.visitortracker.api.publish;

import java.util.concurrent.atomic.AtomicInteger;

/** How many records wait for their acknowledgement, and whether more may come. */
final class InFlightRecords {
  private final int max;
  private final AtomicInteger current = new AtomicInteger();

  InFlightRecords(int max) {
    this.max = max;
  }

  boolean tryAdd(int records) {
    if (current.addAndGet(records) <= max) {
      return true;
    }
    remove(records);
    return false;
  }

  void remove(int records) {
    current.addAndGet(-records);
  }

  int current() {
    return current.get();
  }
}

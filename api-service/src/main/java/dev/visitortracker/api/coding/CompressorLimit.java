package dev.visitortracker.api.coding;

import java.util.concurrent.atomic.AtomicInteger;

/** How many streams are compressed at the same time: each holds memory as long as its reader. */
final class CompressorLimit {
  private final int max;
  private final AtomicInteger taken = new AtomicInteger();

  CompressorLimit(int max) {
    this.max = max;
  }

  boolean tryTake() {
    if (taken.incrementAndGet() > max) {
      taken.decrementAndGet();
      return false;
    }
    return true;
  }

  void giveBack() {
    taken.decrementAndGet();
  }
}

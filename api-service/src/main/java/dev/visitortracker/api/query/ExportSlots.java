package dev.visitortracker.api.query;

import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/** How many exports may run at the same time, and which do. */
final class ExportSlots {
  private final Semaphore free;

  ExportSlots(int max) {
    this.free = new Semaphore(max);
  }

  /** A slot, or none while all are taken; it never waits. */
  Optional<Slot> take() {
    return free.tryAcquire() ? Optional.of(new Slot()) : Optional.empty();
  }

  /** Taken until it is released; a second release does nothing. */
  final class Slot {
    private final AtomicBoolean isReleased = new AtomicBoolean();

    void release() {
      if (isReleased.compareAndSet(false, true)) {
        free.release();
      }
    }
  }
}

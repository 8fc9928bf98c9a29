package dev.visitortracker.api.admission;

import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;

/** How many answers of a kind may be given at the same time, and which are. */
public final class ConcurrencyLimit {
  private final int max;
  private final Semaphore free;

  public ConcurrencyLimit(int max) {
    this.max = max;
    this.free = new Semaphore(max);
  }

  /** A slot, or none while all are taken; it never waits. */
  public Optional<Slot> take() {
    var slot = new Slot();
    return slot.tryTake() ? Optional.of(slot) : Optional.empty();
  }

  /** A slot that is still to be taken. */
  public Slot later() {
    return new Slot();
  }

  public int taken() {
    return max - free.availablePermits();
  }

  private enum State {
    WAITING,
    TAKEN,
    RELEASED
  }

  /** Taken until it is released; a second release does nothing. */
  public final class Slot {
    private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);

    /** Never waits, and takes nothing for one who has released it before. */
    public boolean tryTake() {
      if (!free.tryAcquire()) {
        return false;
      }
      if (state.compareAndSet(State.WAITING, State.TAKEN)) {
        return true;
      }
      free.release();
      return false;
    }

    public void release() {
      if (state.getAndSet(State.RELEASED) == State.TAKEN) {
        free.release();
      }
    }
  }
}

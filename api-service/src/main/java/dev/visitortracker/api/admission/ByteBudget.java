package dev.visitortracker.api.admission;

import java.util.concurrent.atomic.AtomicLong;
import org.springframework.util.unit.DataSize;

/**
 * The bytes that this instance holds of what was sent to it: bodies that are read, and records that
 * Kafka has not acknowledged. It has an upper bound and nobody waits in here: who gets nothing
 * refuses, or asks again.
 */
public final class ByteBudget {
  /**
   * How often a body has to find room before it is let in. So large bodies are refused first, and
   * small ones and records find room when large ones have taken what they get.
   */
  static final int HEADROOM = 16;

  private final long max;
  private final AtomicLong current = new AtomicLong();

  public ByteBudget(DataSize max) {
    this.max = max.toBytes();
  }

  /** The part of one body, empty at first. */
  public Share share() {
    return new Share();
  }

  /** Takes the bytes of what was let in before, or nothing. */
  public boolean tryTake(long bytes) {
    return tryTake(bytes, bytes);
  }

  /** For what {@link #tryTake} has taken. */
  public void giveBack(long bytes) {
    current.addAndGet(-bytes);
  }

  /** Whether so many bytes would find room now. */
  public boolean hasRoomFor(long bytes) {
    return current.get() + bytes <= max;
  }

  /** Bytes that are taken now. */
  public long current() {
    return current.get();
  }

  /** Most bytes that may be taken. */
  public long max() {
    return max;
  }

  private boolean tryTake(long bytes, long room) {
    long taken = current.get();
    while (taken + room <= max) {
      long seen = current.compareAndExchange(taken, taken + bytes);
      if (seen == taken) {
        return true;
      }
      taken = seen;
    }
    return false;
  }

  /** What one body has taken, until it is given back. Threads may share it. */
  public final class Share {
    private long held;
    private boolean isOver;

    /** Takes more for this body, or nothing; nothing also once it is given back. */
    public synchronized boolean tryGrow(long bytes) {
      if (isOver || !tryTake(bytes, HEADROOM * (held + bytes))) {
        return false;
      }
      held += bytes;
      return true;
    }

    /** Gives a part back that {@link #tryGrow} has taken. */
    public synchronized void shrink(long bytes) {
      if (!isOver) {
        held -= bytes;
        giveBack(bytes);
      }
    }

    /** Gives everything back for good; a second time does nothing. */
    public synchronized void release() {
      if (!isOver) {
        isOver = true;
        giveBack(held);
      }
    }
  }
}

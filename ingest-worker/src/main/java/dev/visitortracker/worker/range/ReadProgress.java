package dev.visitortracker.worker.range;

import java.util.concurrent.atomic.AtomicLong;

/** How far a command has read; written by its pipeline, shown by another thread. */
public final class ReadProgress {
  private final AtomicLong total = new AtomicLong();
  private final AtomicLong read = new AtomicLong();
  private volatile String waitingFor = "";

  /** Now it is known how many offsets there are to read. */
  public void expect(long offsets) {
    total.set(offsets);
  }

  public void advance(long offsets) {
    read.addAndGet(offsets);
  }

  /** What the pipeline waits for, empty while it reads. */
  public void waitingFor(String what) {
    waitingFor = what;
  }

  public long total() {
    return total.get();
  }

  public long read() {
    return read.get();
  }

  public String waitingFor() {
    return waitingFor;
  }
}

package dev.visitortracker.local.machine;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for a condition, never longer than its deadline. */
public final class Await {
  private static final Duration PAUSE = Duration.ofMillis(50);

  /** Returns whether the condition came true in time; an interrupt ends the wait. */
  public static boolean until(Duration limit, BooleanSupplier condition) {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        return false;
      }
      LockSupport.parkNanos(PAUSE.toNanos());
      if (Thread.currentThread().isInterrupted()) {
        throw new StackException("interrupted");
      }
    }
    return true;
  }

  private Await() {}
}

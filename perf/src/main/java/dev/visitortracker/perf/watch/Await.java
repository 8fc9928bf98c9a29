package dev.visitortracker.perf.watch;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waits for something that others do, never longer than its limit. */
public final class Await {
  private Await() {}

  /** Looks whether it is done. */
  @FunctionalInterface
  public interface Look<E extends Exception> {
    boolean isDone() throws E;
  }

  /**
   * Returns when it is done.
   *
   * @param what is waited for, for people
   * @param poll the pause between two looks
   * @throws IllegalStateException when it is not done within the limit
   */
  public static <E extends Exception> void until(
      String what, Duration limit, Duration poll, Look<E> look) throws E {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!look.isDone()) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("%s: not within %s".formatted(what, limit));
      }
      LockSupport.parkNanos(poll.toNanos());
    }
  }
}

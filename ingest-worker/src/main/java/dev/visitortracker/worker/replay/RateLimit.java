package dev.visitortracker.worker.replay;

import java.time.Duration;

/**
 * Limits the rows a second on average, without credit for idle time. Works like GCRA: each batch
 * delays the next by the time that its own rows take at the rate.
 */
final class RateLimit {
  private static final double NANOS_PER_SECOND = 1e9;

  private final double nanosPerRow;
  private long nextNanos = Long.MIN_VALUE;

  RateLimit(int rowsPerSecond) {
    this.nanosPerRow = NANOS_PER_SECOND / rowsPerSecond;
  }

  /** Takes the rows and answers how long they have to wait. */
  Duration reserve(long rows, long nowNanos) {
    long start = nextNanos == Long.MIN_VALUE ? nowNanos : Math.max(nowNanos, nextNanos);
    nextNanos = start + (long) (rows * nanosPerRow);
    return Duration.ofNanos(start - nowNanos);
  }
}

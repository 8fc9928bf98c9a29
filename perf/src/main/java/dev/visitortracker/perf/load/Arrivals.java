package dev.visitortracker.perf.load;

import java.time.Duration;

/**
 * When each request of an open load is due, whatever became of the ones before it: at a constant
 * rate.
 *
 * @param perSecond above 0
 * @param length from the first request that is due to the end
 */
public record Arrivals(double perSecond, Duration length) {
  public Arrivals {
    if (perSecond <= 0 || !length.isPositive()) {
      throw new IllegalArgumentException(
          "a load needs a rate and a length: %s a second for %s".formatted(perSecond, length));
    }
  }

  long count() {
    return Math.round(perSecond * length.toNanos() / 1e9);
  }

  /** Nanoseconds from the start to the request with this number, the first of which is 0. */
  long dueNanos(long number) {
    return Math.round(number / perSecond * 1e9);
  }
}

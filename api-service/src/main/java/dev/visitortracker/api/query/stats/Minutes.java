package dev.visitortracker.api.query.stats;

import java.util.Map;

/**
 * The counts of the newest minutes, by the minute's start in seconds since the epoch.
 *
 * <p>A window that ends now begins within a minute, of which only the part inside counts, as if its
 * visits were spread evenly. So the rate is off by at most what one minute is uneven.
 */
record Minutes(Map<Long, Counts> byStart) {
  static final int WIDTH_IN_SECONDS = 60;

  Minutes {
    byStart = Map.copyOf(byStart);
  }

  static long startOf(long epochMillis) {
    return Math.floorDiv(epochMillis, WIDTH_IN_SECONDS * 1_000L) * WIDTH_IN_SECONDS;
  }

  /** What the minutes up to now hold. */
  Counts last(int minutes, long nowMillis) {
    long current = startOf(nowMillis);
    double elapsed = (nowMillis - current * 1_000) / (WIDTH_IN_SECONDS * 1_000.0);
    Counts counts = at(current - (long) minutes * WIDTH_IN_SECONDS).times(1 - elapsed);
    for (int i = 0; i < minutes; i++) {
      counts = counts.plus(at(current - (long) i * WIDTH_IN_SECONDS));
    }
    return counts;
  }

  private Counts at(long start) {
    return byStart.getOrDefault(start, Counts.NONE);
  }
}

package dev.visitortracker.api.query;

import java.time.Duration;
import java.util.Locale;

/** How wide a bucket of the counts is. The names are those of the table, in lower case. */
public enum Grain {
  MINUTE(Duration.ofMinutes(1)),
  HOUR(Duration.ofHours(1)),
  DAY(Duration.ofDays(1));

  private final long millis;

  Grain(Duration width) {
    this.millis = width.toMillis();
  }

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public long millis() {
    return millis;
  }

  /** The start of the bucket that holds the time, in UTC. */
  public long floor(long epochMillis) {
    return epochMillis - Math.floorMod(epochMillis, millis);
  }

  /** The end of the last bucket before the time. */
  public long ceil(long epochMillis) {
    return floor(epochMillis + millis - 1);
  }
}

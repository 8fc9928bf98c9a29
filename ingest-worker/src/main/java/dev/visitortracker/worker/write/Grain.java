package dev.visitortracker.worker.write;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** How wide a bucket of the rollup is. The names are those in the table, in lower case. */
enum Grain {
  ALL(0),
  DAY(ChronoUnit.DAYS.getDuration().toMillis()),
  HOUR(ChronoUnit.HOURS.getDuration().toMillis()),
  MINUTE(ChronoUnit.MINUTES.getDuration().toMillis());

  private final long millis;

  Grain(long millis) {
    this.millis = millis;
  }

  /** The start of the bucket that holds the time, in UTC; the only bucket of ALL starts at 0. */
  Instant bucket(long timestampMillis) {
    return this == ALL
        ? Instant.EPOCH
        : Instant.ofEpochMilli(timestampMillis - Math.floorMod(timestampMillis, millis));
  }
}

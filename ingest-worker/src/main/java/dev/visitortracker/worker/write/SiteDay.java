package dev.visitortracker.worker.write;

import dev.visitortracker.event.Visit;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;

/**
 * A site on a day, for which {@code visitor_sketches} has one sketch a shard.
 *
 * @param site the site, or {@link #ALL_SITES}
 * @param day days since the epoch, UTC
 */
record SiteDay(String site, int day) implements Comparable<SiteDay> {
  /** Stands for all sites together; no site is called so. */
  static final String ALL_SITES = "";

  private static final long DAY_MILLIS = TimeUnit.DAYS.toMillis(1);
  private static final Comparator<SiteDay> ORDER =
      Comparator.comparing(SiteDay::site).thenComparing(SiteDay::day);

  static SiteDay of(Visit visit) {
    return new SiteDay(visit.site(), Math.toIntExact(day(visit)));
  }

  SiteDay ofAllSites() {
    return new SiteDay(ALL_SITES, day);
  }

  boolean holds(Visit visit) {
    return site.equals(visit.site()) && day == day(visit);
  }

  @Override
  public int compareTo(SiteDay other) {
    return ORDER.compare(this, other);
  }

  private static long day(Visit visit) {
    return Math.floorDiv(visit.timestampMillis(), DAY_MILLIS);
  }
}

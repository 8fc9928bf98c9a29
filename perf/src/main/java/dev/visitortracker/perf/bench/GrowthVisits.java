package dev.visitortracker.perf.bench;

import dev.visitortracker.event.Visit;
import dev.visitortracker.perf.load.Workload;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Visits of four sites over three years, in the order of their time: half of them in the last
 * {@link #RECENT_DAYS} days, around the clock, the others in twenty minutes of each day before.
 */
final class GrowthVisits {
  private static final int YEARS = 3;
  private static final int RECENT_DAYS = 35;
  private static final int SITES = 4;
  private static final long DAY_MILLIS = TimeUnit.DAYS.toMillis(1);
  private static final long OLD_SPAN_MILLIS = TimeUnit.MINUTES.toMillis(20);

  private final Workload workload = new Workload(0);
  private final long now;
  private final long firstDay;
  private final long firstRecentDay;

  /** Up to that time. */
  GrowthVisits(Instant now) {
    LocalDate today = now.atOffset(ZoneOffset.UTC).toLocalDate();
    this.now = now.toEpochMilli();
    this.firstDay = today.minusYears(YEARS).toEpochDay();
    this.firstRecentDay = today.toEpochDay() - RECENT_DAYS + 1;
  }

  /** About so many: each day has as many as the next. */
  Stream<Visit> stream(long visits) {
    return LongStream.rangeClosed(firstDay, firstRecentDay + RECENT_DAYS - 1)
        .boxed()
        .flatMap(day -> day(day, visits));
  }

  private Stream<Visit> day(long day, long visits) {
    boolean isRecent = day >= firstRecentDay;
    long count = visits / 2 / (isRecent ? RECENT_DAYS : firstRecentDay - firstDay);
    long start = day * DAY_MILLIS;
    long span = isRecent ? Math.clamp(now - start, 1, DAY_MILLIS) : OLD_SPAN_MILLIS;
    return LongStream.range(0, count)
        .mapToObj(n -> workload.at(start + n * span / count, "site" + n % SITES));
  }
}

package dev.visitortracker.api.query;

import com.github.f4b6a3.ulid.Ulid;
import dev.visitortracker.event.VisitIds;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** Ids from the first one up to, but without, the second one. */
public record IdRange(Ulid from, Ulid before) {
  private static final long WIDTH_MILLIS = Duration.ofDays(31).toMillis();
  private static final int GROWTH = 4;

  /**
   * The range in windows, newest first. The first is its last month and the one before, each other
   * four times as wide as the one before it: six reach back a hundred years. PostgreSQL plans over
   * every month that a range touches, and what is looked for is nearly always in the first window.
   *
   * @param nowMillis where windows begin that have no end; it changes no result
   */
  public List<IdRange> windows(long nowMillis) {
    List<IdRange> windows = new ArrayList<>();
    Ulid end = before;
    long startMillis = monthBefore(Math.min(before.getTime() - 1, nowMillis));
    long width = WIDTH_MILLIS;
    while (startMillis > from.getTime()) {
      Ulid start = VisitIds.first(startMillis);
      windows.add(new IdRange(start, end));
      end = start;
      width *= GROWTH;
      startMillis -= width;
    }
    windows.add(new IdRange(from, end));
    return windows;
  }

  /** Whether it is the first window of a range that reaches into this month. */
  public boolean isPresent(long nowMillis) {
    return from.equals(VisitIds.first(monthBefore(nowMillis)));
  }

  /** The start of the month before that of a time, in UTC, as partitions are. */
  private static long monthBefore(long millis) {
    return YearMonth.from(Instant.ofEpochMilli(millis).atOffset(ZoneOffset.UTC))
        .minusMonths(1)
        .atDay(1)
        .atStartOfDay(ZoneOffset.UTC)
        .toInstant()
        .toEpochMilli();
  }
}

package dev.visitortracker.api.query;

import com.github.f4b6a3.ulid.Ulid;
import dev.visitortracker.event.VisitIds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Ids from the first one up to, but without, the second one. */
record IdRange(Ulid from, Ulid before) {
  /** A window of the present touches two months. */
  private static final long FIRST_WINDOW_MILLIS = Duration.ofDays(31).toMillis();

  private static final int GROWTH = 4;

  /**
   * The range in windows, newest first, each four times as wide as the one before: seven reach back
   * a hundred years. PostgreSQL plans over every month that a range touches, and what is looked for
   * is nearly always in the first window.
   *
   * @param nowMillis where windows begin that have no end; it changes no result
   */
  List<IdRange> windows(long nowMillis) {
    List<IdRange> windows = new ArrayList<>();
    Ulid end = before;
    long endMillis = Math.min(before.getTime(), nowMillis);
    long width = FIRST_WINDOW_MILLIS;
    while (endMillis - width > from.getTime()) {
      endMillis -= width;
      width *= GROWTH;
      Ulid start = VisitIds.first(endMillis);
      windows.add(new IdRange(start, end));
      end = start;
    }
    windows.add(new IdRange(from, end));
    return windows;
  }
}

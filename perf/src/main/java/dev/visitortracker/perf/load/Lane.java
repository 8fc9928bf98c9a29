package dev.visitortracker.perf.load;

import java.util.ArrayDeque;
import java.util.function.LongSupplier;

/**
 * Gives due requests to free lines, oldest first. A request without a free line waits and is sent
 * late; none is left out. One thread only.
 */
final class Lane {
  /**
   * Beyond this a send counts as late. Timers tick each millisecond and may be held up a little.
   */
  static final long LATE_NANOS = 10_000_000;

  private final Schedule schedule;
  private final LongSupplier clock;
  private final Tally tally;
  private final ArrayDeque<Line> free = new ArrayDeque<>();
  private long intended;

  Lane(Schedule schedule, LongSupplier clock, Tally tally) {
    this.schedule = schedule;
    this.clock = clock;
    this.tally = tally;
  }

  /** A new line, or one whose answer has come. */
  void free(Line line) {
    free.addLast(line);
    sendDue();
  }

  /** A line that must not be used any more. */
  void remove(Line line) {
    free.remove(line);
  }

  /** To be called again and again, so that what has become due is sent. */
  void sendDue() {
    while (!free.isEmpty()) {
      long now = clock.getAsLong();
      long due = schedule.nextDue(now);
      if (due > now) {
        return;
      }
      schedule.taken();
      intended = due;
      tally.sent(now - due > LATE_NANOS);
      free.removeFirst().send();
    }
  }

  /** When the request that is just being sent was due; latency counts from here. */
  long intended() {
    return intended;
  }

  boolean isOver() {
    return schedule.nextDue(clock.getAsLong()) == Schedule.NEVER;
  }

  long left() {
    return schedule.left();
  }
}

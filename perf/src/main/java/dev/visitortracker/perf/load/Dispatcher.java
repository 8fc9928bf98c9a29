package dev.visitortracker.perf.load;

import java.util.ArrayDeque;
import java.util.function.LongSupplier;

/**
 * Gives due requests to free senders, oldest first. A request without a free sender waits and is
 * sent late; none is left out. One thread only.
 */
final class Dispatcher {
  /**
   * Beyond this a send counts as late. Timers tick each millisecond and may be held up a little.
   */
  static final long LATE_NANOS = 10_000_000;

  private final Schedule schedule;
  private final LongSupplier clock;
  private final OutcomeRecorder recorder;
  private final ArrayDeque<Sender> free = new ArrayDeque<>();
  private long intended;

  Dispatcher(Schedule schedule, LongSupplier clock, OutcomeRecorder recorder) {
    this.schedule = schedule;
    this.clock = clock;
    this.recorder = recorder;
  }

  /** A new sender, or one whose answer has come. */
  void free(Sender sender) {
    free.addLast(sender);
    sendDue();
  }

  /** A sender that must not be used any more. */
  void remove(Sender sender) {
    free.remove(sender);
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
      recorder.sent(now - due > LATE_NANOS);
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

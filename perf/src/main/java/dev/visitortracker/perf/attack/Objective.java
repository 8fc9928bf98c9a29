package dev.visitortracker.perf.attack;

import java.util.ArrayList;
import java.util.List;

/**
 * What a step of an attack must hold.
 *
 * @param p50Millis half of all answers come within it
 * @param p99Millis and 99 % within this; both from the moment when the request was due, where the
 *     tool knows it
 * @param maxErrorShare answers with another status than expected, and requests without an answer,
 *     of all that were sent: 0 to 1
 * @param maxDropped requests that were due and never sent
 * @param maxLate requests that were sent later than {@link ObjectivesFile#lateAfterMillis}
 */
record Objective(
    double p50Millis, double p99Millis, double maxErrorShare, long maxDropped, long maxLate) {
  private static final double MICROS_IN_MILLI = 1000;

  Objective {
    if (p50Millis <= 0 || p99Millis < p50Millis) {
      throw new IllegalArgumentException("0 < p50_millis <= p99_millis must hold");
    }
    if (maxErrorShare < 0 || maxErrorShare > 1 || maxDropped < 0 || maxLate < 0) {
      throw new IllegalArgumentException(
          "max_error_share is 0 to 1, max_dropped and max_late are 0 or more");
    }
  }

  /**
   * Says what was missed, a sentence each.
   *
   * @param isOpen whether the tool sends at a given rate; one that does not has no due times, so
   *     that its latencies say nothing and its rate is what must be reached
   */
  List<String> missedBy(Tally tally, boolean isOpen, double seconds) {
    List<String> missed = new ArrayList<>();
    if (tally.sent() == 0) {
      missed.add("nothing was sent");
    }
    if (tally.errorShare() > maxErrorShare) {
      missed.add(
          "error share %.5f, at most %s: %s"
              .formatted(tally.errorShare(), maxErrorShare, tally.errorText()));
    }
    if (isOpen) {
      latency(missed, tally, 50, p50Millis);
      latency(missed, tally, 99, p99Millis);
      count(missed, "dropped", tally.dropped(), maxDropped);
      count(missed, "late", tally.late(), maxLate);
    } else if (tally.sent() < tally.planned()) {
      missed.add(
          "%,.0f requests/s reached, at least %,.0f"
              .formatted(tally.sent() / seconds, tally.planned() / seconds));
    }
    return missed;
  }

  private static void latency(List<String> missed, Tally tally, int percentile, double maxMillis) {
    double millis = tally.latencies().getValueAtPercentile(percentile) / MICROS_IN_MILLI;
    if (millis > maxMillis) {
      missed.add("p%d %.1f ms, at most %.1f ms".formatted(percentile, millis, maxMillis));
    }
  }

  private static void count(List<String> missed, String what, long count, long max) {
    if (count > max) {
      missed.add("%,d requests %s, at most %,d".formatted(count, what, max));
    }
  }
}

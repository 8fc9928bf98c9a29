package dev.visitortracker.api.query.stats;

import dev.visitortracker.api.problem.ProblemException;
import dev.visitortracker.api.query.Parameters;
import dev.visitortracker.event.Timestamps;

/**
 * The buckets of a time series.
 *
 * @param from start of the first bucket, ms since the epoch
 * @param to end of the last one
 */
record TimeRange(Grain grain, long from, long to) {
  /** The buckets that the times touch, if they are at most {@code maxBuckets}. */
  static TimeRange of(Grain grain, long fromMillis, long toMillis, int maxBuckets) {
    if (fromMillis >= toMillis) {
      throw ProblemException.parameter(
          Parameters.FROM, "is not before to", "before " + Timestamps.format(toMillis));
    }
    var range = new TimeRange(grain, grain.floor(fromMillis), grain.ceil(toMillis));
    if (range.buckets() > maxBuckets) {
      long earliest = range.to - maxBuckets * grain.millis();
      throw ProblemException.parameter(
          Parameters.FROM,
          "is " + range.buckets() + " buckets of one " + grain.word() + " before to",
          "at most "
              + maxBuckets
              + " buckets: "
              + Timestamps.format(Math.max(0, earliest))
              + (grain == Grain.DAY ? " or later" : " or later, or a wider grain"));
    }
    return range;
  }

  /** Different for different ranges. */
  String key() {
    return grain.word() + ":" + from + ":" + to;
  }

  long buckets() {
    return (to - from) / grain.millis();
  }
}

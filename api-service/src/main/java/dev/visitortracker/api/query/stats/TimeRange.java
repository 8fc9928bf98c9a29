package dev.visitortracker.api.query.stats;

import dev.visitortracker.api.problem.ProblemException;
import dev.visitortracker.api.query.Grain;
import dev.visitortracker.api.query.Parameters;
import dev.visitortracker.event.Timestamps;
import dev.visitortracker.event.VisitIds;

/**
 * The buckets of a time series.
 *
 * @param from start of the first bucket, ms since the epoch
 * @param to end of the last one
 */
record TimeRange(Grain grain, long from, long to) {
  /**
   * The buckets that the times touch, if they are at most {@code maxBuckets}.
   *
   * @param fromMillis of 1970 or later
   * @param toMillis at most the last moment of the year 9999
   */
  static TimeRange of(Grain grain, long fromMillis, long toMillis, int maxBuckets) {
    if (toMillis == 0) {
      throw ProblemException.parameter(
          Parameters.TO, "is before every visit", "after " + Timestamps.format(0));
    }
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

  /**
   * The end as it is answered. That of the last bucket is in the year 10000, which RFC 3339 cannot
   * write, so the last moment before it stands there.
   */
  String end() {
    return Timestamps.format(Math.min(to, VisitIds.MAX_TIME_MILLIS));
  }

  /** Different for different ranges. */
  String key() {
    return grain.word() + ":" + from + ":" + to;
  }

  long buckets() {
    return (to - from) / grain.millis();
  }
}

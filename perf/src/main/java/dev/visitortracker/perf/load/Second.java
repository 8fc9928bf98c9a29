package dev.visitortracker.perf.load;

import org.HdrHistogram.Histogram;

/**
 * A load during about one second.
 *
 * @param at seconds from the load's start to the end of this one
 * @param length in seconds
 * @param latency of good answers, in microseconds from the intended send; not to be changed
 */
public record Second(double at, double length, Outcomes outcomes, Histogram latency) {
  /** Good answers a second. */
  public double rate() {
    return outcomes.good() / length;
  }

  public double millis(double percentile) {
    return latency.getTotalCount() == 0 ? 0 : latency.getValueAtPercentile(percentile) / 1e3;
  }
}

package dev.visitortracker.perf.load;

import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * What a load came to.
 *
 * @param start when the first request was due, in {@link System#nanoTime}; the seconds count from
 *     here
 * @param length from the first request that was due to the last answer, in seconds
 * @param latency in microseconds from the intended send to the end of a good answer; a request that
 *     was never answered counts with the time until it was given up
 */
public record LoadResult(
    long start, double length, Outcomes outcomes, Histogram latency, List<Second> seconds) {
  public LoadResult {
    seconds = List.copyOf(seconds);
  }

  /** Good answers a second. */
  public double rate() {
    return outcomes.good() / length;
  }

  public double millis(double percentile) {
    return latency.getTotalCount() == 0 ? 0 : latency.getValueAtPercentile(percentile) / 1e3;
  }
}

package dev.visitortracker.perf.report;

import dev.visitortracker.perf.load.LoadResult;
import dev.visitortracker.perf.load.Second;
import java.util.List;

/** A load, second by second. */
public record LoadSamples(String name, List<Sample> samples) {
  /** What is left of the last second says little when it is shorter than this. */
  private static final double MIN_SECONDS = 0.5;

  /**
   * One second.
   *
   * @param at its end, in seconds
   * @param good answers a second; so are {@code refused} and {@code failed}
   * @param p50 latency in milliseconds; so is {@code p99}
   */
  public record Sample(
      double at, double good, double refused, double failed, double p50, double p99) {}

  /**
   * Samples of a load.
   *
   * @param start of the load, in seconds
   */
  public static LoadSamples of(String name, double start, LoadResult load) {
    return new LoadSamples(
        name,
        load.seconds().stream()
            .filter(second -> second.length() > MIN_SECONDS)
            .map(second -> sample(start, second))
            .toList());
  }

  private static Sample sample(double start, Second second) {
    return new Sample(
        start + second.at(),
        second.rate(),
        second.outcomes().refused() / second.length(),
        second.outcomes().failed() / second.length(),
        second.millis(50),
        second.millis(99));
  }
}

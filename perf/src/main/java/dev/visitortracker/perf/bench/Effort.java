package dev.visitortracker.perf.bench;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How much a run measures.
 *
 * @param rows of a sample, where rows are counted
 * @param samples of each figure, after one to warm up
 * @param sample length of a sample, where time is counted
 * @param warmUp length of the first sample of each case, which does not count: a JVM needs half a
 *     minute on busy cores to compile what is hot
 */
record Effort(boolean quick, int rows, int samples, Duration sample, Duration warmUp) {
  private static final int ROWS = 1_000_000;
  private static final int QUICK_ROWS = 50_000;
  private static final Duration SAMPLE = Duration.ofSeconds(8);
  private static final Duration WARM_UP = Duration.ofSeconds(30);
  private static final Duration QUICK_SAMPLE = Duration.ofSeconds(1);
  private static final Duration QUICK_WARM_UP = Duration.ofSeconds(1);

  /**
   * As much as is asked for, and the default of the kind for the rest.
   *
   * @param seconds of a sample
   */
  static Effort of(boolean quick, int samples, @Nullable Integer rows, @Nullable Integer seconds) {
    Duration sample = quick ? QUICK_SAMPLE : SAMPLE;
    return new Effort(
        quick,
        rows != null ? rows : quick ? QUICK_ROWS : ROWS,
        samples,
        seconds != null ? Duration.ofSeconds(seconds) : sample,
        quick ? QUICK_WARM_UP : WARM_UP);
  }
}

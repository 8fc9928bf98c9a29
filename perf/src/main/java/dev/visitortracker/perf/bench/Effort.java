package dev.visitortracker.perf.bench;

import java.time.Duration;

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

  static Effort full(int samples) {
    return new Effort(false, ROWS, samples, SAMPLE, WARM_UP);
  }

  static Effort quick(int samples) {
    return new Effort(true, QUICK_ROWS, samples, QUICK_SAMPLE, QUICK_WARM_UP);
  }

  Effort withRows(int count) {
    return new Effort(quick, count, samples, sample, warmUp);
  }

  Effort withSample(Duration length) {
    return new Effort(quick, rows, samples, length, warmUp);
  }
}

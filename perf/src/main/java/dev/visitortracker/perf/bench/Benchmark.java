package dev.visitortracker.perf.bench;

import dev.visitortracker.perf.report.Figure;
import java.util.List;

/**
 * One comparison, by the name that {@code --only} takes.
 *
 * @param measures in a few words
 * @param isQuick whether a quick run has it without being told
 */
record Benchmark(String name, String measures, boolean isQuick, Measurement measurement) {

  /** Measures and answers its figures. */
  @FunctionalInterface
  interface Measurement {
    List<Figure> run(Laboratory laboratory) throws Exception;
  }

  static Benchmark always(String name, String measures, Measurement measurement) {
    return new Benchmark(name, measures, true, measurement);
  }

  static Benchmark inFull(String name, String measures, Measurement measurement) {
    return new Benchmark(name, measures, false, measurement);
  }
}

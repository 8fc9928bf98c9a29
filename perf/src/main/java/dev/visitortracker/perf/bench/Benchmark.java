package dev.visitortracker.perf.bench;

import dev.visitortracker.perf.report.Figure;
import java.util.List;

/**
 * One comparison, by the name that {@code --only} takes.
 *
 * @param measures in a few words
 */
record Benchmark(String name, String measures, Measurement measurement) {

  /** Measures and answers its figures. */
  @FunctionalInterface
  interface Measurement {
    List<Figure> run(Laboratory laboratory) throws Exception;
  }
}

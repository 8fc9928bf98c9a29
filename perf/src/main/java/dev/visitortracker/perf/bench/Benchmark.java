package dev.visitortracker.perf.bench;

import dev.visitortracker.perf.report.Figure;
import java.util.List;

/**
 * One comparison, by the name that {@code --only} takes.
 *
 * @param measures in a few words
 * @param scope which runs have it without being told
 */
record Benchmark(String name, String measures, Scope scope, Measurement measurement) {

  /** Which runs measure it when {@code --only} does not say. */
  enum Scope {
    /** Quick ones, too. */
    ALWAYS,
    /** Full ones. */
    FULL
  }

  /** Measures and answers its figures. */
  @FunctionalInterface
  interface Measurement {
    List<Figure> run(Laboratory laboratory) throws Exception;
  }
}

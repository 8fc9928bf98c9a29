package dev.visitortracker.perf.bench;

import dev.visitortracker.perf.report.Figure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Samples that take turns, so that a slow minute of the machine hits all of them: each round takes
 * one of every case, and the first round only warms up.
 */
final class Rounds {
  /** One case is measured once. */
  @FunctionalInterface
  interface Sample {
    /**
     * Answers the value of one sample.
     *
     * @param length for samples of a length of time; longer while everything is cold
     */
    double take(Duration length) throws Exception;
  }

  private final Effort effort;
  private final Map<Case, Sample> cases = new LinkedHashMap<>();
  private final Map<Case, List<Double>> measured = new LinkedHashMap<>();
  private boolean warm;
  private long start;
  private int taken;

  Rounds(Effort effort) {
    this.effort = effort;
  }

  private record Case(String name, String unit) {}

  Rounds add(String name, String unit, Sample sample) {
    cases.put(new Case(name, unit), sample);
    return this;
  }

  /** For what a sample finds beside its own value; to be called while one is taken. */
  void also(String name, String unit, double value) {
    if (warm) {
      measured.computeIfAbsent(new Case(name, unit), _ -> new ArrayList<>()).add(value);
    }
  }

  /** Whether what is taken now counts. */
  boolean isWarm() {
    return warm;
  }

  /** Runs all rounds; the figures come in the order of the cases. */
  Figures run() throws Exception {
    start = System.nanoTime();
    cases.keySet().forEach(each -> measured.put(each, new ArrayList<>()));
    for (int round = 0; round <= effort.samples(); round++) {
      warm = round > 0;
      Duration length = warm ? effort.sample() : effort.warmUp();
      for (Map.Entry<Case, Sample> each : cases.entrySet()) {
        double value = each.getValue().take(length);
        tell(each.getKey(), value);
        if (warm) {
          Objects.requireNonNull(measured.get(each.getKey())).add(value);
        }
      }
    }
    var figures = new Figures();
    measured.forEach((each, values) -> figures.put(Figure.of(each.name(), each.unit(), values)));
    return figures;
  }

  /** What was measured and how long the rest will take. */
  private void tell(Case measuredCase, double value) {
    taken++;
    int steps = cases.size() * (effort.samples() + 1);
    double left = (System.nanoTime() - start) / 1e9 / taken * (steps - taken);
    System.out.printf(
        "%4d/%d  %-44s %,12.1f %-8s  %.0f s left%n",
        taken, steps, measuredCase.name(), value, measuredCase.unit(), left);
  }
}

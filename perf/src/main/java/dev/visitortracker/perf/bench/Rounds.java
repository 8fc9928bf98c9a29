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

  /** Runs all rounds; the figures come in the order of the cases. */
  Figures run() throws Exception {
    var progress = new Progress(System.out, cases.size() * (effort.samples() + 1));
    cases.keySet().forEach(each -> measured.put(each, new ArrayList<>()));
    for (int round = 0; round <= effort.samples(); round++) {
      warm = round > 0;
      Duration length = warm ? effort.sample() : effort.warmUp();
      for (Map.Entry<Case, Sample> each : cases.entrySet()) {
        double value = each.getValue().take(length);
        progress.done(each.getKey().name(), value, each.getKey().unit());
        if (warm) {
          Objects.requireNonNull(measured.get(each.getKey())).add(value);
        }
      }
    }
    var figures = new Figures();
    measured.forEach((each, values) -> figures.put(Figure.of(each.name(), each.unit(), values)));
    return figures;
  }
}

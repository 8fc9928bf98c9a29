package dev.visitortracker.perf.bench;

import dev.visitortracker.perf.load.LoadResult;
import dev.visitortracker.perf.load.Second;
import dev.visitortracker.perf.report.Figure;
import dev.visitortracker.perf.report.Plot;
import dev.visitortracker.perf.watch.Charts;
import dev.visitortracker.perf.watch.Moment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** What one benchmark found and what was seen meanwhile. Times are seconds of the whole run. */
final class Chapter {
  private final Benchmark benchmark;
  private final Map<String, List<Plot.Point>> rates = new LinkedHashMap<>();
  private final Map<String, List<Plot.Point>> medians = new LinkedHashMap<>();
  private final Map<String, List<Plot.Point>> p99s = new LinkedHashMap<>();
  private final List<Moment> moments = new ArrayList<>();
  private List<Figure> figures = List.of();
  private final List<String> remarks = new ArrayList<>();
  private boolean complete = true;

  Chapter(Benchmark benchmark) {
    this.benchmark = benchmark;
  }

  String title() {
    return benchmark.name() + ": " + benchmark.measures();
  }

  List<Figure> figures() {
    return figures;
  }

  /** What a reader of the figures must know. */
  List<String> remarks() {
    return List.copyOf(remarks);
  }

  void remark(String remark) {
    remarks.add(benchmark.name() + ": " + remark);
  }

  boolean isComplete() {
    return complete;
  }

  /** There are no figures, and this is why. */
  void failed(Exception cause) {
    complete = false;
    remark("failed: " + cause);
  }

  void found(List<Figure> measured) {
    figures = measured;
  }

  /** A load that began at that time. */
  void load(String name, double start, LoadResult result) {
    points(rates, name, start, result, Second::rate);
    points(medians, name, start, result, second -> second.millis(50));
    points(p99s, name, start, result, second -> second.millis(99));
  }

  void saw(List<Moment> seen) {
    moments.addAll(seen);
  }

  List<Plot> plots() {
    List<Plot> plots = new ArrayList<>();
    if (!rates.isEmpty()) {
      plots.add(plot("Good answers", "a second", rates));
      plots.add(plot("Latency, p50", "ms", medians));
      plots.add(plot("Latency, p99", "ms", p99s));
    }
    plots.addAll(Charts.of(moments));
    return plots;
  }

  private static void points(
      Map<String, List<Plot.Point>> lines,
      String name,
      double start,
      LoadResult result,
      ToDoubleFunction<Second> value) {
    List<Plot.Point> points = lines.computeIfAbsent(name, _ -> new ArrayList<>());
    // What is left of the last second says little.
    result.seconds().stream()
        .filter(second -> second.length() > 0.5)
        .forEach(
            second -> points.add(new Plot.Point(start + second.at(), value.applyAsDouble(second))));
  }

  private static Plot plot(String title, String unit, Map<String, List<Plot.Point>> lines) {
    return new Plot(
        title,
        unit,
        lines.entrySet().stream()
            .map(line -> new Plot.Line(line.getKey(), line.getValue()))
            .toList());
  }
}

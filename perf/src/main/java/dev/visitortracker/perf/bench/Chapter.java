package dev.visitortracker.perf.bench;

import dev.visitortracker.perf.load.LoadResult;
import dev.visitortracker.perf.report.Figure;
import dev.visitortracker.perf.report.LoadSamples;
import dev.visitortracker.perf.report.Section;
import dev.visitortracker.perf.watch.Moment;
import java.util.ArrayList;
import java.util.List;

/** What one benchmark found and what was seen meanwhile. Times are seconds of the whole run. */
final class Chapter {
  private final Benchmark benchmark;
  private final List<LoadSamples> loads = new ArrayList<>();
  private final List<Moment> moments = new ArrayList<>();
  private final List<String> remarks = new ArrayList<>();
  private List<Figure> figures = List.of();
  private boolean complete = true;

  Chapter(Benchmark benchmark) {
    this.benchmark = benchmark;
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
    loads.add(LoadSamples.of(name, start, result));
  }

  void saw(List<Moment> seen) {
    moments.addAll(seen);
  }

  Section section() {
    return new Section(
        benchmark.name() + ": " + benchmark.measures(),
        remarks,
        figures,
        List.of(),
        loads,
        moments,
        List.of(),
        List.of());
  }
}

package dev.visitortracker.perf.bench;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One measured thing: the median of its samples, and how it stands to its ceiling.
 *
 * @param spread (largest − smallest sample) ÷ median
 * @param ceiling the name of the figure that bounds this one
 * @param ratio this value ÷ the ceiling's, both of the same run
 * @param target what the ratio should at least be
 */
record Figure(
    String name,
    String unit,
    double value,
    double spread,
    @Nullable String ceiling,
    @Nullable Double ratio,
    @Nullable Double target,
    @Nullable Boolean met) {

  static Figure of(String name, String unit, List<Double> samples) {
    double median = median(samples);
    double smallest = samples.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
    double largest = samples.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    return new Figure(name, unit, median, (largest - smallest) / median, null, null, null, null);
  }

  Figure against(Figure bound, @Nullable Double wanted) {
    double share = value / bound.value;
    Boolean reached = wanted == null ? null : share >= wanted;
    return new Figure(name, unit, value, spread, bound.name, share, wanted, reached);
  }

  private static double median(List<Double> samples) {
    List<Double> sorted = samples.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }
}

package dev.visitortracker.perf.report;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One measured thing: the median of its samples, and how it stands to its ceiling or its target.
 *
 * @param spread (largest − smallest sample) ÷ median
 * @param ceiling the name of the figure that bounds this one, or that it is compared with
 * @param ratio this value ÷ the ceiling's, both of the same run
 * @param target what the ratio should at least be; without a ceiling, what the value should be
 */
public record Figure(
    String name,
    String unit,
    double value,
    double spread,
    @Nullable String ceiling,
    @Nullable Double ratio,
    @Nullable Double target,
    @Nullable Boolean met) {

  public static Figure of(String name, String unit, List<Double> samples) {
    double median = median(samples);
    double smallest = samples.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
    double largest = samples.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    double spread = median == 0 ? 0 : (largest - smallest) / median;
    return new Figure(name, unit, median, spread, null, null, null, null);
  }

  /** Whether it is a cost, of which less is better, and not a rate. */
  public boolean lowerIsBetter() {
    return unit.startsWith("µs");
  }

  /** Beside its ceiling; the wanted ratio, where there is one, is the least that will do. */
  public Figure against(Figure bound, @Nullable Double wanted) {
    double share = value / bound.value;
    Boolean reached = wanted == null ? null : share >= wanted;
    return new Figure(name, unit, value, spread, bound.name, share, wanted, reached);
  }

  public Figure atLeast(double wanted) {
    return new Figure(name, unit, value, spread, null, null, wanted, value >= wanted);
  }

  public Figure atMost(double wanted) {
    return new Figure(name, unit, value, spread, null, null, wanted, value <= wanted);
  }

  private static double median(List<Double> samples) {
    List<Double> sorted = samples.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }
}

package dev.visitortracker.perf.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visitortracker.perf.report.BenchReport;
import dev.visitortracker.perf.report.Figure;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegressionTest {
  private static final Figure CEILING = Figure.of("ceiling", "req/s", List.of(100.0));

  private final Regression regression = new Regression(0.2);

  @Test
  void ratio_isWorse_onlyBeyondTheNoise() {
    BenchReport stored = report(ratio("POST", 50), ratio("GET", 50));

    List<String> worse = regression.between(stored, report(ratio("POST", 41), ratio("GET", 39)));

    assertThat(worse)
        .singleElement()
        .asString()
        .isEqualTo("GET: 0.39 of ceiling, was 0.50: 22 % worse, allowed are 20 %");
  }

  @Test
  void cost_isWorse_whenItsRatioIsHigher() {
    BenchReport stored = report(cost("cheaper", 300), cost("dearer", 300));

    List<String> worse =
        regression.between(stored, report(cost("cheaper", 100), cost("dearer", 400)));

    assertThat(worse)
        .singleElement()
        .asString()
        .isEqualTo("dearer: 4.00 of ceiling, was 3.00: 25 % worse, allowed are 20 %");
  }

  @Test
  void nothingIsCompared_whenOnlyOneReportHasARatio() {
    BenchReport stored = report(ratio("POST", 50), Figure.of("GET", "req/s", List.of(50.0)));

    assertThat(regression.between(stored, report(ratio("GET", 1), ratio("PUT", 1)))).isEmpty();
  }

  @Test
  void report_isTheSame_whenItIsReadAgain(@TempDir Path directory) {
    BenchReport report = report(ratio("POST", 50), CEILING.atLeast(20_000));

    report.write(directory.resolve("report.json"));

    assertThat(BenchReport.read(directory.resolve("report.json"))).isEqualTo(report);
  }

  private static Figure ratio(String name, double value) {
    return Figure.of(name, "req/s", List.of(value)).against(CEILING, null);
  }

  private static Figure cost(String name, double value) {
    return Figure.of(name, "µs/request", List.of(value)).against(CEILING, null);
  }

  private static BenchReport report(Figure... figures) {
    return BenchReport.of(Map.of("quick", true), List.of(figures), List.of());
  }
}

package dev.visitortracker.perf.report;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a run of the benchmarks found, as it is kept and compared.
 *
 * @param remarks what a reader of the figures must know, such as that one could not be measured
 */
public record BenchReport(
    Machine machine,
    String commit,
    Map<String, Object> settings,
    List<Figure> figures,
    List<String> remarks) {

  public static BenchReport of(
      Map<String, Object> settings, List<Figure> figures, List<String> remarks) {
    return new BenchReport(Machine.here(), Machine.commit(), settings, figures, remarks);
  }

  public static BenchReport read(Path file) {
    return Json.read(file, BenchReport.class);
  }

  public void write(Path file) {
    Json.write(file, this);
  }
}

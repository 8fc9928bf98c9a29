package dev.visitortracker.perf.attack;

import dev.visitortracker.perf.attack.Plan.Step;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * What an attack has shown, as {@code report.json}.
 *
 * @param latencies what they are measured from
 * @param breakingPoint of a climb: the requests a second of the last step that met its objective
 * @param ledger what the service has stored of what it accepted
 * @param met whether everything held; of a climb, whether its first step did
 */
record Report(
    String tool,
    String shape,
    String scenario,
    String target,
    String site,
    String latencies,
    List<StepReport> steps,
    @Nullable Double breakingPoint,
    List<String> ledger,
    boolean met) {
  private static final double MICROS_IN_MILLI = 1000;
  private static final int TICKS_PER_HALF_DISTANCE = 5;

  /** Latencies in ms. */
  record StepReport(
      String name,
      double planned,
      double sent,
      double p50,
      double p90,
      double p99,
      double p999,
      double max,
      double errorShare,
      Map<String, Long> unexpected,
      Map<String, Long> errors,
      long late,
      long dropped,
      long accepted,
      List<String> missed) {
    static StepReport of(Step step, Tally tally, boolean isOpen) {
      Histogram latencies = tally.latencies();
      return new StepReport(
          step.name(),
          tally.planned() / step.seconds(),
          tally.sent() / step.seconds(),
          millis(latencies, 50),
          millis(latencies, 90),
          millis(latencies, 99),
          millis(latencies, 99.9),
          millis(latencies, 100),
          tally.errorShare(),
          tally.unexpected(),
          tally.errors(),
          tally.late(),
          tally.dropped(),
          tally.accepted(),
          step.objective().missedBy(tally, isOpen, step.seconds()));
    }

    private static double millis(Histogram latencies, double percentile) {
      return latencies.getValueAtPercentile(percentile) / MICROS_IN_MILLI;
    }
  }

  /**
   * @param ledger what is missed there
   */
  static Report of(Tool tool, Plan plan, SortedMap<Integer, Tally> tallies, List<String> ledger) {
    List<StepReport> steps = new ArrayList<>();
    tallies.forEach(
        (number, tally) ->
            steps.add(StepReport.of(plan.steps().get(number), tally, tool.isOpen())));
    int held = 0;
    while (held < steps.size() && steps.get(held).missed().isEmpty()) {
      held++;
    }
    boolean met = plan.climbs() ? held > 0 : held == plan.steps().size();
    return new Report(
        tool.name(),
        plan.shape(),
        plan.scenario(),
        plan.target(),
        plan.site(),
        tool.latencies(),
        steps,
        plan.climbs() ? (held == 0 ? 0 : steps.get(held - 1).planned()) : null,
        ledger,
        met && ledger.isEmpty());
  }

  /** The report, and the percentiles of all answers as HdrHistogram's plotter reads them. */
  void write(Path directory, SortedMap<Integer, Tally> tallies) throws IOException {
    Files.writeString(
        directory.resolve("report.json"),
        ObjectivesFile.JSON.writerWithDefaultPrettyPrinter().writeValueAsString(this));
    try (var out =
        new PrintStream(directory.resolve("latencies.hgrm").toFile(), StandardCharsets.US_ASCII)) {
      tallies.values().stream()
          .reduce(Tally::plus)
          .ifPresent(
              all ->
                  all.latencies()
                      .outputPercentileDistribution(
                          out, TICKS_PER_HALF_DISTANCE, MICROS_IN_MILLI, false));
    }
  }

  void print(PrintStream out) {
    out.printf("%n%s %s %s against %s%n", tool, shape, scenario, target);
    out.printf("latencies in ms, %s%n%n", latencies);
    out.printf(
        "%-10s %10s %10s %8s %8s %8s %8s %8s %6s %7s%n",
        "step", "planned/s", "sent/s", "p50", "p90", "p99", "p99.9", "errors", "late", "dropped");
    for (StepReport step : steps) {
      out.printf(
          "%-10s %,10.1f %,10.1f %8.1f %8.1f %8.1f %8.1f %7.3f%% %6d %7d%n",
          step.name(),
          step.planned(),
          step.sent(),
          step.p50(),
          step.p90(),
          step.p99(),
          step.p999(),
          step.errorShare() * 100,
          step.late(),
          step.dropped());
      step.missed().forEach(missed -> out.printf("           missed: %s%n", missed));
    }
    ledger.forEach(missed -> out.printf("ledger:    missed: %s%n", missed));
    if (breakingPoint != null) {
      out.printf("held its objective up to %,.0f requests/s%n", breakingPoint);
    }
    out.println(met ? "objectives met" : "objectives MISSED");
  }
}

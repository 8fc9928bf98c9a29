package dev.visitortracker.perf.attack;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Adds up k6's {@code --out csv}: a row for each sample of each metric, with the step as name of
 * the scenario ({@code step_0} and on). Columns go by the names in the first row.
 */
final class K6Samples {
  private static final String STEP = "step_";
  private static final double MICROS_IN_MILLI = 1000;

  private final Plan plan;
  private final List<Step> steps = new ArrayList<>();

  K6Samples(Plan plan) {
    this.plan = plan;
    plan.steps().forEach(_ -> steps.add(new Step()));
  }

  SortedMap<Integer, Tally> read(BufferedReader rows) throws IOException {
    String header = rows.readLine();
    if (header == null) {
      throw new IOException("k6 has written no samples");
    }
    List<String> columns = List.of(header.split(",", -1));
    rows.lines().forEach(row -> add(new Row(columns, List.of(row.split(",", -1)))));
    SortedMap<Integer, Tally> tallies = new TreeMap<>();
    for (int i = 0; i < steps.size(); i++) {
      tallies.put(i, steps.get(i).tally(plan.steps().get(i).planned()));
    }
    return tallies;
  }

  private void add(Row row) {
    Step step = step(row.text("scenario"));
    if (step == null) {
      return;
    }
    switch (row.text("metric_name")) {
      case "http_req_duration" -> step.answer(row, plan);
      case "dropped_iterations" -> step.dropped += Math.round(row.value());
      case "visits_accepted" -> step.accepted += Math.round(row.value());
      default -> {
        // The metrics that make up the duration, and k6's own.
      }
    }
  }

  private @Nullable Step step(String scenario) {
    return scenario.startsWith(STEP)
        ? steps.get(Integer.parseInt(scenario.substring(STEP.length())))
        : null;
  }

  private static final class Step {
    private final Histogram latencies = Tally.histogram();
    private final Map<String, Long> unexpected = new TreeMap<>();
    private final Map<String, Long> errors = new TreeMap<>();
    private long asExpected;
    private long dropped;
    private long accepted;
    private long unanswered;

    void answer(Row row, Plan plan) {
      String status = row.text("status");
      if (status.isEmpty() || status.equals("0")) {
        unanswered++;
        errors.merge("k6 error " + row.text("error_code"), 1L, Long::sum);
        return;
      }
      Tally.record(latencies, Math.round(row.value() * MICROS_IN_MILLI), 1);
      if (plan.expect().contains(Integer.valueOf(status))) {
        asExpected++;
      } else {
        unexpected.merge(status, 1L, Long::sum);
      }
    }

    Tally tally(long planned) {
      long answered = latencies.getTotalCount();
      return new Tally(
          planned,
          answered + unanswered,
          asExpected,
          unexpected,
          errors,
          0,
          dropped,
          accepted,
          unanswered,
          latencies);
    }
  }

  private record Row(List<String> columns, List<String> fields) {
    String text(String column) {
      int index = columns.indexOf(column);
      return index < 0 || index >= fields.size() ? "" : fields.get(index);
    }

    double value() {
      return Double.parseDouble(text("metric_value"));
    }
  }
}

package dev.visitortracker.perf.watch;

import dev.visitortracker.perf.report.Plot;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What was seen of a stack, drawn: CPU and memory of each part, and the lag. */
public final class Charts {
  private static final double MB = 1 << 20;

  private Charts() {}

  public static List<Plot> of(List<Moment> moments) {
    Map<String, List<Plot.Point>> cores = new LinkedHashMap<>();
    Map<String, List<Plot.Point>> memory = new LinkedHashMap<>();
    List<Plot.Point> lag = new ArrayList<>();
    for (int i = 0; i < moments.size(); i++) {
      Moment moment = moments.get(i);
      moment
          .use()
          .forEach((part, use) -> add(memory, part, moment.at(), use.residentInBytes() / MB));
      if (i > 0) {
        cores(moments.get(i - 1), moment)
            .forEach((part, used) -> add(cores, part, moment.at(), used));
      }
      moment.lag().ifPresent(records -> lag.add(new Plot.Point(moment.at(), records)));
    }
    return List.of(
        plot("CPU of each part", "cores", cores),
        plot("Resident memory of each part", "MB", memory),
        new Plot(
            "Visits in Kafka that are not stored yet",
            "visits",
            List.of(new Plot.Line("lag", lag))));
  }

  /** A process that was started anew has used less than before: that says nothing. */
  private static Map<String, Double> cores(Moment before, Moment after) {
    Map<String, Double> cores = new LinkedHashMap<>();
    after
        .use()
        .forEach(
            (part, use) -> {
              double used =
                  use.cpuSeconds() - before.use().getOrDefault(part, ProcessUse.NONE).cpuSeconds();
              if (used >= 0 && before.use().containsKey(part)) {
                cores.put(part, used / (after.at() - before.at()));
              }
            });
    return cores;
  }

  private static void add(
      Map<String, List<Plot.Point>> lines, String name, double at, double value) {
    lines.computeIfAbsent(name, _ -> new ArrayList<>()).add(new Plot.Point(at, value));
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

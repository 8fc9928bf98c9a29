package dev.visitortracker.perf.bench;

import dev.visitortracker.perf.report.BenchReport;
import dev.visitortracker.perf.report.Figure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Which ratios are worse than those of a stored report: lower ones of rates, higher ones of costs.
 * Ratios, since they carry over from one machine or day to another where absolute figures do not.
 * Only what both reports measured is compared.
 *
 * @param noise by what share a ratio may be worse: what differs between two runs of the same code
 */
record Regression(double noise) {
  Regression {
    if (noise < 0 || noise >= 1) {
      throw new IllegalArgumentException("noise must be 0 to 1, not " + noise);
    }
  }

  /** A sentence for each that is worse beyond the noise. */
  List<String> between(BenchReport stored, BenchReport now) {
    Map<String, Figure> before =
        stored.figures().stream()
            .collect(Collectors.toMap(Figure::name, Function.identity(), (first, _) -> first));
    List<String> worse = new ArrayList<>();
    for (Figure figure : now.figures()) {
      Figure old = before.get(figure.name());
      if (old == null || old.ratio() == null || figure.ratio() == null) {
        continue;
      }
      double change =
          figure.lowerIsBetter()
              ? 1 - old.ratio() / figure.ratio()
              : 1 - figure.ratio() / old.ratio();
      if (change > noise) {
        worse.add(
            "%s: %.2f of %s, was %.2f: %.0f %% worse, allowed are %.0f %%"
                .formatted(
                    figure.name(),
                    figure.ratio(),
                    figure.ceiling(),
                    old.ratio(),
                    change * 100,
                    noise * 100));
      }
    }
    return worse;
  }
}

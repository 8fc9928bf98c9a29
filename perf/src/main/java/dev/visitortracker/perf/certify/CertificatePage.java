package dev.visitortracker.perf.certify;

import dev.visitortracker.perf.load.LoadResult;
import dev.visitortracker.perf.load.Second;
import dev.visitortracker.perf.report.Page;
import dev.visitortracker.perf.report.Plot;
import dev.visitortracker.perf.watch.Charts;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** A certificate as one page: the verdict, each promise, and what was seen. */
final class CertificatePage {
  private CertificatePage() {}

  static Page of(Certificate certificate, Held held) {
    String verdict =
        "%s: %,.0f single events a second, %s, held for %.0f s"
            .formatted(
                certificate.passed() ? "Passed" : "Failed",
                certificate.rate(),
                certificate.objectives(),
                certificate.heldSeconds());
    return new Page("Visitor Tracker: certificate")
        .verdict(verdict, certificate.passed())
        .machine(certificate.machine(), certificate.commit())
        .paragraph(
            ("The knee was at %,.0f a second; 80 %% of it was held, with page and statistics reads"
                    + " and probes beside it, everything on this machine, the sender too. Latency"
                    + " counts from the time at which a request was due.")
                .formatted(certificate.knee()))
        .table(promises(certificate))
        .plots(plots(held));
  }

  private static List<List<String>> promises(Certificate certificate) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("", "promise", "found"));
    certificate
        .checks()
        .forEach(
            check ->
                rows.add(
                    List.of(check.held() ? "held" : "broken", check.promise(), check.found())));
    return rows;
  }

  private static List<Plot> plots(Held held) {
    List<Plot.Event> killed =
        held.windows().stream()
            .map(window -> new Plot.Event(window.killed(), "killed " + window.fault().part()))
            .toList();
    LoadResult events = held.events();
    LoadResult reads = held.reads();
    List<Plot> plots = new ArrayList<>();
    plots.add(
        new Plot(
            "Events",
            "a second",
            List.of(
                line(held, "accepted", events, Second::rate),
                line(
                    held,
                    "refused with Retry-After",
                    events,
                    second -> second.outcomes().refused() / second.length()),
                line(
                    held,
                    "failed",
                    events,
                    second -> second.outcomes().failed() / second.length()))));
    plots.add(
        new Plot(
            "Latency of events",
            "ms",
            List.of(
                line(held, "p50", events, second -> second.millis(50)),
                line(held, "p99", events, second -> second.millis(99)))));
    plots.add(
        new Plot(
            "Latency of reads",
            "ms",
            List.of(
                line(held, "p50", reads, second -> second.millis(50)),
                line(held, "p99", reads, second -> second.millis(99)))));
    plots.add(
        new Plot(
            "Time to visible of each probe",
            "ms",
            List.of(
                new Plot.Line(
                    "probe",
                    held.sightings().stream()
                        .map(
                            sighting ->
                                new Plot.Point(held.second(sighting), sighting.nanos() / 1e6))
                        .sorted((a, b) -> Double.compare(a.at(), b.at()))
                        .toList()))));
    plots.addAll(Charts.of(held.moments()));
    return plots.stream().map(plot -> plot.withEvents(killed)).toList();
  }

  private static Plot.Line line(
      Held held, String name, LoadResult load, ToDoubleFunction<Second> value) {
    return new Plot.Line(
        name,
        load.seconds().stream()
            .filter(second -> second.length() > 0.5)
            .map(second -> new Plot.Point(held.second(load, second), value.applyAsDouble(second)))
            .toList());
  }
}

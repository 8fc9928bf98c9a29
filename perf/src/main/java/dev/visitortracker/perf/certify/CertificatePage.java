package dev.visitortracker.perf.certify;

import dev.visitortracker.perf.report.LoadSamples;
import dev.visitortracker.perf.report.Page;
import dev.visitortracker.perf.report.Section;
import dev.visitortracker.perf.report.Section.FaultMark;
import dev.visitortracker.perf.report.Section.ProbeMark;
import java.util.Comparator;
import java.util.List;

/** A certificate as one page: whether it passed, each promise, and what was seen. */
final class CertificatePage {
  private CertificatePage() {}

  static Page of(Certificate certificate, Held held) {
    String summary =
        ("%s: %,.0f single events a second, %s, held for %.0f s. The knee was at %,.0f a second; 80"
                + " %% of it was held, with page and statistics reads and probes beside it,"
                + " everything on this machine, the sender too. Latency counts from the time at"
                + " which a request was due.")
            .formatted(
                certificate.passed() ? "Passed" : "Failed",
                certificate.rate(),
                certificate.objectives(),
                certificate.heldSeconds(),
                certificate.knee());
    return Page.of(
        "Visitor Tracker: certificate",
        summary,
        certificate.passed(),
        List.of(section(certificate, held)));
  }

  private static Section section(Certificate certificate, Held held) {
    return new Section(
        "Promises",
        List.of(),
        List.of(),
        certificate.checks(),
        List.of(
            LoadSamples.of("events", held.begin(held.events()), held.events()),
            LoadSamples.of("reads", held.begin(held.reads()), held.reads())),
        held.moments(),
        held.windows().stream()
            .map(window -> new FaultMark(window.killed(), "killed " + window.fault().part()))
            .toList(),
        held.visibleProbes().stream()
            .map(probe -> new ProbeMark(held.second(probe), probe.nanos() / 1e6))
            .sorted(Comparator.comparingDouble(ProbeMark::at))
            .toList());
  }
}

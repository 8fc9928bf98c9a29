package dev.visitortracker.worker.command;

import dev.visitortracker.worker.audit.AuditReport;
import dev.visitortracker.worker.audit.PartitionAudit;
import java.util.Locale;

/** An audit for people. */
record AuditTable(AuditReport report) {
  private static final String HEAD =
      "%-9s %12s %12s | %12s %12s %12s %10s %8s | %9s%n"
          .formatted(
              "partition",
              "kafka first",
              "kafka end",
              "first",
              "next",
              "stored",
              "duplicate",
              "dead",
              "in flight");

  String text() {
    StringBuilder text = new StringBuilder(report.topic()).append(System.lineSeparator());
    text.append(HEAD);
    report.partitions().forEach(partition -> text.append(line(partition)));
    text.append(places());
    text.append(verdict());
    return text.toString();
  }

  private static String line(PartitionAudit partition) {
    return String.format(
        Locale.ROOT,
        "%-9d %12d %12d | %12d %12d %12d %10d %8d | %9d%n",
        partition.partition(),
        partition.kafkaFirst(),
        partition.kafkaEnd(),
        partition.firstOffset(),
        partition.nextOffset(),
        partition.stored(),
        partition.duplicate(),
        partition.deadLettered(),
        partition.inFlight());
  }

  private String places() {
    return String.format(
        Locale.ROOT,
        "stored, with replays %d = rows %d + removed by retention %d; rollup %s; dead letters kept"
            + " %d%n",
        report.storedInAll(),
        report.rows(),
        report.removed(),
        report.rollup(),
        report.letters());
  }

  private String verdict() {
    String inFlight = report.inFlight() == 0 ? "" : ", " + report.inFlight() + " in flight";
    return report.addsUp()
        ? "everything adds up" + inFlight
        : report.findings().size() + " findings" + inFlight;
  }
}

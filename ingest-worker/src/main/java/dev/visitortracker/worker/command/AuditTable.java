package dev.visitortracker.worker.command;

import dev.visitortracker.worker.audit.ApiLedger;
import dev.visitortracker.worker.audit.AuditReport;
import dev.visitortracker.worker.audit.PartitionAudit;
import java.util.Locale;

/** The report of an audit as a table for people. */
record AuditTable(AuditReport report) {
  private static final String HEAD =
      "%-9s %12s %12s | %12s %12s %12s %10s %8s %8s | %9s%n"
          .formatted(
              "partition",
              "kafka first",
              "kafka end",
              "first",
              "next",
              "stored",
              "duplicate",
              "dead",
              "lost",
              "in flight");

  String text() {
    StringBuilder text = new StringBuilder(report.topic()).append(System.lineSeparator());
    text.append(HEAD);
    report.partitions().forEach(partition -> text.append(line(partition)));
    report.partitions().stream()
        .filter(partition -> partition.lost() > 0)
        .forEach(partition -> text.append(accepted(partition)));
    report.apis().forEach(api -> text.append(line(api)));
    text.append(places());
    text.append(conclusion());
    return text.toString();
  }

  private static String line(PartitionAudit partition) {
    return String.format(
        Locale.ROOT,
        "%-9d %12d %12d | %12d %12d %12d %10d %8d %8d | %9d%n",
        partition.partition(),
        partition.kafkaFirst(),
        partition.kafkaEnd(),
        partition.firstOffset(),
        partition.nextOffset(),
        partition.stored(),
        partition.duplicate(),
        partition.deadLettered(),
        partition.lost(),
        partition.inFlight());
  }

  private static String line(ApiLedger api) {
    return String.format(
        Locale.ROOT,
        "%s since %s: received %d, accepted %d, rejected %d, repeated %d, unavailable %d; own"
            + " traffic %d; acknowledged by Kafka %d%n",
        api.instance(),
        api.since(),
        api.received(),
        api.accepted(),
        api.rejected(),
        api.repeated(),
        api.unavailable(),
        api.traffic().published(),
        api.acknowledged());
  }

  private static String accepted(PartitionAudit partition) {
    return String.format(
        Locale.ROOT,
        "partition %d: %d records were lost before the worker read them; an operator accepted it%n",
        partition.partition(),
        partition.lost());
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

  private String conclusion() {
    String inFlight = report.inFlight() == 0 ? "" : ", " + report.inFlight() + " in flight";
    return report.addsUp()
        ? "everything adds up" + inFlight
        : report.findings().size() + " findings" + inFlight;
  }
}

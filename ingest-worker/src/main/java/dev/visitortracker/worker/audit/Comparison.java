package dev.visitortracker.worker.audit;

import dev.visitortracker.worker.progress.LedgerRow;
import dev.visitortracker.worker.progress.LedgerSnapshot;
import dev.visitortracker.worker.progress.OffsetRange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The sums that must hold:
 *
 * <pre>
 * accepted + redriven = records of the topic since the worker began
 * offsets read        = stored + duplicate + dead-lettered       for each partition
 * stored, of all ledgers = rows + removed by retention
 * sum of a grain      = rows                                     for each grain
 * dead-lettered      &lt;= dead letters that Kafka was ever given</pre>
 *
 * @param bounds the topic in Kafka, read after the snapshot, so that its end is never before a
 *     watermark
 * @param letters how many dead letters Kafka was ever given
 */
record Comparison(
    String topic, LedgerSnapshot snapshot, Map<Integer, OffsetRange> bounds, long letters) {

  AuditReport report(@Nullable Long accepted, long redriven) {
    List<PartitionAudit> partitions = partitions();
    List<String> findings = new ArrayList<>();
    partitions.forEach(partition -> findings.addAll(partition.findings()));
    checkPartitionsExist(findings);
    checkAccepted(partitions, accepted, redriven, findings);
    checkRows(findings);
    checkRollup(findings);
    checkLetters(partitions, findings);
    return new AuditReport(
        topic,
        partitions,
        partitions.stream().mapToLong(PartitionAudit::inFlight).sum(),
        accepted,
        snapshot.rows(),
        snapshot.removed(),
        snapshot.stored(),
        new TreeMap<>(snapshot.rollup()),
        letters,
        findings);
  }

  private List<PartitionAudit> partitions() {
    Map<Integer, LedgerRow> rows =
        snapshot.of(topic).stream()
            .collect(Collectors.toMap(LedgerRow::partition, Function.identity()));
    return bounds.values().stream()
        .sorted(Comparator.comparing(OffsetRange::partition))
        .map(kafka -> PartitionAudit.of(kafka, rows.get(kafka.partition())))
        .toList();
  }

  private void checkPartitionsExist(List<String> findings) {
    for (LedgerRow row : snapshot.of(topic)) {
      if (!bounds.containsKey(row.partition())) {
        findings.add(
            "partition %d: %d records were read from it, but Kafka does not have it"
                .formatted(row.partition(), row.read()));
      }
    }
  }

  private static void checkAccepted(
      List<PartitionAudit> partitions,
      @Nullable Long accepted,
      long redriven,
      List<String> findings) {
    if (accepted == null) {
      return;
    }
    long records =
        partitions.stream().mapToLong(each -> each.kafkaEnd() - each.firstOffset()).sum();
    long expected = accepted + redriven;
    if (records < expected) {
      findings.add(
          "%d visits were accepted, but %d of them never came to Kafka"
              .formatted(accepted, expected - records));
    }
    if (records > expected) {
      findings.add(
          "%d visits were accepted, but Kafka has %d records more (appended though the answer was lost, or redriven: --redriven)"
              .formatted(accepted, records - expected));
    }
  }

  private void checkRows(List<String> findings) {
    long expected = snapshot.stored() - snapshot.removed();
    if (snapshot.rows() < expected) {
      findings.add(
          "%d visits were stored, but %d rows are missing"
              .formatted(expected, expected - snapshot.rows()));
    }
    if (snapshot.rows() > expected) {
      findings.add(
          "%d visits were stored, but the table has %d rows more"
              .formatted(expected, snapshot.rows() - expected));
    }
  }

  private void checkRollup(List<String> findings) {
    new TreeMap<>(snapshot.rollup())
        .forEach(
            (grain, visits) -> {
              if (visits != snapshot.rows()) {
                findings.add(
                    "the rollup '%s' counts %d visits, but the table has %d rows"
                        .formatted(grain, visits, snapshot.rows()));
              }
            });
  }

  private void checkLetters(List<PartitionAudit> partitions, List<String> findings) {
    long deadLettered = partitions.stream().mapToLong(PartitionAudit::deadLettered).sum();
    if (deadLettered > letters) {
      findings.add(
          "%d records were dead-lettered, but Kafka was given only %d dead letters"
              .formatted(deadLettered, letters));
    }
  }
}

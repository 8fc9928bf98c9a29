package dev.visitortracker.worker.audit;

import dev.visitortracker.worker.progress.OffsetRange;
import dev.visitortracker.worker.progress.TopicState;
import dev.visitortracker.worker.progress.Watermark;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Compares what the API, Kafka and PostgreSQL count. The sums that must hold:
 *
 * <pre>
 * accepted + redriven = records of the topic since the worker began
 * offsets read        = stored + duplicate + dead-lettered + lost  for each partition
 * stored, of all watermarks = rows + removed by retention
 * sum of a grain      = rows                                     for each grain
 * dead-lettered      &lt;= dead letters that Kafka was ever given
 *
 * received            = accepted + rejected + repeated + unavailable  for each instance of the API
 * accepted + published of its own traffic &lt;= acknowledged            for each instance
 * next offset of an acknowledgement &lt;= Kafka's end                   for each instance, partition
 * acknowledged to all &lt;= records of the partition since the worker began</pre>
 *
 * @param kafka the topic in Kafka, read after the snapshot, so that its end is never before a
 *     watermark
 * @param apis read before the snapshot, so that nothing acknowledged is younger than Kafka's end
 * @param letters how many dead letters Kafka was ever given
 */
record Comparison(
    String topic, List<ApiLedger> apis, DatabaseSnapshot snapshot, TopicState kafka, long letters) {

  AuditReport report(@Nullable Long accepted, long redriven) {
    List<PartitionAudit> partitions = partitions();
    List<String> findings = new ArrayList<>();
    partitions.forEach(partition -> findings.addAll(partition.findings()));
    checkPartitionsExist(findings);
    checkAccepted(partitions, accepted, redriven, findings);
    apis.forEach(api -> checkApi(api, findings));
    checkAcknowledged(partitions, findings);
    checkRows(findings);
    checkRollup(findings);
    checkLetters(partitions, findings);
    return new AuditReport(
        topic,
        partitions,
        partitions.stream().mapToLong(PartitionAudit::inFlight).sum(),
        accepted,
        apis,
        snapshot.rows(),
        snapshot.removed(),
        snapshot.stored(),
        new TreeMap<>(snapshot.rollup()),
        letters,
        findings);
  }

  private List<PartitionAudit> partitions() {
    Map<Integer, Watermark> rows =
        snapshot.of(topic).stream()
            .collect(Collectors.toMap(Watermark::partition, Function.identity()));
    return kafka.partitions().values().stream()
        .sorted(Comparator.comparing(OffsetRange::partition))
        .map(range -> PartitionAudit.of(range, kafka.id(), rows.get(range.partition())))
        .toList();
  }

  private void checkPartitionsExist(List<String> findings) {
    for (Watermark row : snapshot.of(topic)) {
      if (!kafka.partitions().containsKey(row.partition())) {
        findings.add(
            "partition %d: %d records were read from it, but Kafka does not have it"
                .formatted(row.partition(), row.read()));
      }
    }
  }

  private void checkAccepted(
      List<PartitionAudit> partitions,
      @Nullable Long accepted,
      long redriven,
      List<String> findings) {
    if (accepted == null) {
      return;
    }
    long records = partitions.stream().mapToLong(this::records).sum();
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

  /** Records since the worker began, those of earlier topics of that name among them. */
  private long records(PartitionAudit partition) {
    return partition.kafkaEnd()
        - partition.firstOffset()
        + snapshot.readBefore(topic, partition.partition());
  }

  private void checkApi(ApiLedger api, List<String> findings) {
    if (api.received() != api.answered()) {
      findings.add(
          "%s: %d events were received, but %d came to an outcome"
              .formatted(api.instance(), api.received(), api.answered()));
    }
    long promised = api.accepted() + api.traffic().published();
    if (promised > api.acknowledged()) {
      findings.add(
          "%s: %d visits were accepted or its own, but Kafka acknowledged only %d"
              .formatted(api.instance(), promised, api.acknowledged()));
    }
    for (ApiLedger.Acknowledged partition : api.partitions()) {
      OffsetRange range = kafka.partitions().get(partition.partition());
      long end = range == null ? 0 : range.to();
      if (partition.nextOffset() > end) {
        findings.add(
            "partition %d: Kafka acknowledged offset %d to %s, but its end is %d: acknowledged records are gone"
                .formatted(partition.partition(), partition.nextOffset() - 1, api.instance(), end));
      }
    }
  }

  private void checkAcknowledged(List<PartitionAudit> partitions, List<String> findings) {
    Map<Integer, Long> acknowledged =
        apis.stream()
            .flatMap(api -> api.partitions().stream())
            .collect(
                Collectors.groupingBy(
                    ApiLedger.Acknowledged::partition,
                    Collectors.summingLong(ApiLedger.Acknowledged::acknowledged)));
    for (PartitionAudit partition : partitions) {
      long known = records(partition);
      long promised = acknowledged.getOrDefault(partition.partition(), 0L);
      if (promised > known) {
        findings.add(
            "partition %d: %d records were acknowledged, but Kafka and PostgreSQL account for only %d"
                .formatted(partition.partition(), promised, known));
      }
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

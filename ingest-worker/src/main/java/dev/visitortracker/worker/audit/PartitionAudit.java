package dev.visitortracker.worker.audit;

import dev.visitortracker.worker.progress.Gap;
import dev.visitortracker.worker.progress.OffsetRange;
import dev.visitortracker.worker.progress.Watermark;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One partition, as Kafka has it and as PostgreSQL has it.
 *
 * @param kafkaFirst the first offset that Kafka still has
 * @param kafkaEnd the offset that Kafka gives to the next record
 * @param firstOffset where the worker began; Kafka's first offset where it has not begun yet
 * @param nextOffset what the worker reads next
 * @param lost records that were gone before they were read, accepted by an operator; no fault
 * @param inFlight records that the worker has not stored yet
 * @param gap why the worker cannot read on, as a sentence; null where it can
 */
public record PartitionAudit(
    int partition,
    long kafkaFirst,
    long kafkaEnd,
    long firstOffset,
    long nextOffset,
    long stored,
    long duplicate,
    long deadLettered,
    long lost,
    long inFlight,
    @Nullable String gap) {

  static PartitionAudit of(OffsetRange kafka, String topicId, @Nullable Watermark row) {
    Watermark known =
        row != null
            ? row
            : new Watermark("", kafka.partition(), kafka.from(), kafka.from(), 0, 0, 0, 0, null);
    Gap gap = Gap.between(known, topicId, kafka);
    long readOn = gap == null ? known.nextOffset() : gap.readableFrom();
    return new PartitionAudit(
        kafka.partition(),
        kafka.from(),
        kafka.to(),
        known.firstOffset(),
        known.nextOffset(),
        known.stored(),
        known.duplicate(),
        known.deadLettered(),
        known.lost(),
        kafka.to() - readOn,
        gap == null ? null : gap.sentence());
  }

  /** Records that came to an outcome, or were accepted as lost. */
  long settled() {
    return stored + duplicate + deadLettered + lost;
  }

  List<String> findings() {
    List<String> findings = new ArrayList<>();
    if (gap != null) {
      findings.add(gap);
    }
    if (settled() != nextOffset - firstOffset) {
      findings.add(
          "partition %d: %d offsets were read, but %d records were stored, duplicate, dead-lettered or accepted as lost"
              .formatted(partition, nextOffset - firstOffset, settled()));
    }
    return findings;
  }
}

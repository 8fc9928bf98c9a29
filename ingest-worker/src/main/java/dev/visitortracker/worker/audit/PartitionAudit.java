package dev.visitortracker.worker.audit;

import dev.visitortracker.worker.progress.LedgerRow;
import dev.visitortracker.worker.progress.OffsetRange;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One partition in both places.
 *
 * @param kafkaFirst the first offset that Kafka still has
 * @param kafkaEnd the offset that Kafka gives to the next record
 * @param firstOffset where the worker began; Kafka's first offset where it has not begun yet
 * @param nextOffset what the worker reads next
 * @param inFlight records that the worker has not stored yet
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
    long inFlight) {

  static PartitionAudit of(OffsetRange kafka, @Nullable LedgerRow row) {
    LedgerRow known =
        row != null
            ? row
            : new LedgerRow("", kafka.partition(), kafka.from(), kafka.from(), 0, 0, 0);
    return new PartitionAudit(
        kafka.partition(),
        kafka.from(),
        kafka.to(),
        known.firstOffset(),
        known.nextOffset(),
        known.stored(),
        known.duplicate(),
        known.deadLettered(),
        Math.max(0, kafka.to() - Math.max(known.nextOffset(), kafka.from())));
  }

  /** Records that came to an outcome. */
  long settled() {
    return stored + duplicate + deadLettered;
  }

  List<String> findings() {
    List<String> findings = new ArrayList<>();
    if (nextOffset < kafkaFirst) {
      findings.add(
          "partition %d: Kafka dropped %d records before the worker read them (offsets %d to %d)"
              .formatted(partition, kafkaFirst - nextOffset, nextOffset, kafkaFirst));
    }
    if (nextOffset > kafkaEnd) {
      findings.add(
          "partition %d: the worker stands at offset %d, behind Kafka's end %d: the topic lost records or was made anew"
              .formatted(partition, nextOffset, kafkaEnd));
    }
    if (settled() != nextOffset - firstOffset) {
      findings.add(
          "partition %d: %d offsets were read, but %d records were stored, duplicate or dead-lettered"
              .formatted(partition, nextOffset - firstOffset, settled()));
    }
    return findings;
  }
}

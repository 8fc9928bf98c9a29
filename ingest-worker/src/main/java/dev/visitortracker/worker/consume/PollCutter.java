package dev.visitortracker.worker.consume;

import dev.visitortracker.worker.progress.OffsetRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import reactor.kafka.receiver.ReceiverOffset;
import reactor.kafka.receiver.ReceiverRecord;

/** Cuts a poll into one batch for each lane. */
final class PollCutter {
  private final String topic;
  private final int lanes;
  private final Assignment assignment;
  private final OwnedPartitions owned;

  PollCutter(String topic, int lanes, Assignment assignment, OwnedPartitions owned) {
    this.topic = topic;
    this.lanes = lanes;
    this.assignment = assignment;
    this.owned = owned;
  }

  /**
   * The batches of one poll, at most one for each lane. Records of partitions that were lost since
   * the poll are left to the new owner.
   */
  List<SourceBatch> cut(List<ReceiverRecord<byte[], RecordValue>> poll) {
    Map<Integer, List<ReceiverRecord<byte[], RecordValue>>> byPartition = new TreeMap<>();
    for (ReceiverRecord<byte[], RecordValue> record : poll) {
      byPartition.computeIfAbsent(record.partition(), _ -> new ArrayList<>()).add(record);
    }
    Map<Integer, BatchBuilder> cut = new TreeMap<>();
    byPartition.forEach(
        (partition, records) -> {
          OffsetRange range = assignment.advanceTo(partition, records.getLast().offset());
          if (range == null) {
            records.forEach(record -> record.receiverOffset().acknowledge());
          } else {
            cut.computeIfAbsent(partition % lanes, _ -> new BatchBuilder()).add(range, records);
          }
        });
    List<SourceBatch> batches = new ArrayList<>(cut.size());
    cut.forEach((lane, builder) -> batches.add(builder.batch(lane, topic, owned)));
    return batches;
  }

  /** Collects the batch of one lane. */
  private static final class BatchBuilder {
    private final List<OffsetRange> ranges = new ArrayList<>();
    private final List<SourceRecord> records = new ArrayList<>();
    private final List<ReceiverOffset> offsets = new ArrayList<>();

    /** Keeps what is needed of a record: the library's is three times as large. */
    void add(OffsetRange range, List<ReceiverRecord<byte[], RecordValue>> partition) {
      ranges.add(range);
      for (ReceiverRecord<byte[], RecordValue> record : partition) {
        records.add(SourceRecords.read(record));
        offsets.add(record.receiverOffset());
      }
    }

    SourceBatch batch(int lane, String topic, OwnedPartitions owned) {
      return new SourceBatch(
          lane,
          topic,
          records,
          ranges,
          () -> {
            ranges.forEach(range -> owned.stored(range.partition(), range.to()));
            // Every record, in order: the library counts them and delays rebalances until none is
            // out.
            offsets.forEach(ReceiverOffset::acknowledge);
          });
    }
  }
}

package dev.visitortracker.api.tail;

import dev.visitortracker.api.token.Position;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Records that Kafka has and the replicas do not show yet. A partition waits for itself only: one
 * whose worker is gone does not keep the others back.
 */
final class HeldRecords {
  private final Map<Integer, Queue<ConsumerRecord<byte[], byte[]>>> byPartition = new TreeMap<>();
  private final int fullAt;

  /**
   * @param fullAt records of a partition from which on no more of it are to be fetched
   */
  HeldRecords(Collection<Integer> partitions, int fullAt) {
    partitions.forEach(partition -> byPartition.put(partition, new ArrayDeque<>()));
    this.fullAt = fullAt;
  }

  void add(ConsumerRecord<byte[], byte[]> record) {
    held(record.partition()).add(record);
  }

  boolean isFull(int partition) {
    return held(partition).size() >= fullAt;
  }

  /** Takes out what is before the position, in the order of each partition. */
  List<ConsumerRecord<byte[], byte[]>> release(Position visible) {
    List<ConsumerRecord<byte[], byte[]>> released = new ArrayList<>();
    byPartition.forEach(
        (partition, records) -> {
          long end = visible.nextOffset(partition);
          while (!records.isEmpty() && records.element().offset() < end) {
            released.add(records.remove());
          }
        });
    return released;
  }

  /**
   * The offset of the first record of the partition that is held.
   *
   * @param otherwise where none is
   */
  long first(int partition, long otherwise) {
    ConsumerRecord<byte[], byte[]> first = held(partition).peek();
    return first == null ? otherwise : first.offset();
  }

  private Queue<ConsumerRecord<byte[], byte[]>> held(int partition) {
    Queue<ConsumerRecord<byte[], byte[]>> records = byPartition.get(partition);
    if (records == null) {
      throw new IllegalArgumentException("partition " + partition + " is not read here");
    }
    return records;
  }
}

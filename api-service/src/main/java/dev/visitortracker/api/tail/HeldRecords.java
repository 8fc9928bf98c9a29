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
import org.springframework.util.unit.DataSize;

/**
 * Records that Kafka has and the replicas do not show yet. A partition waits for itself only: one
 * whose worker is gone does not keep the others back.
 */
final class HeldRecords {
  private final Map<Integer, Held> byPartition = new TreeMap<>();
  private final int fullAt;
  private final long fullAtBytes;

  /** The records of one partition, in their order, and what their values take. */
  private static final class Held {
    private final Queue<ConsumerRecord<byte[], byte[]>> records = new ArrayDeque<>();
    private long bytes;

    void add(ConsumerRecord<byte[], byte[]> record) {
      records.add(record);
      bytes += record.serializedValueSize();
    }

    ConsumerRecord<byte[], byte[]> remove() {
      ConsumerRecord<byte[], byte[]> first = records.remove();
      bytes -= first.serializedValueSize();
      return first;
    }
  }

  /**
   * @param fullAt records of a partition from which on no more of it are to be fetched
   * @param max of the values of all partitions; each is full at its part of it, too
   */
  HeldRecords(Collection<Integer> partitions, int fullAt, DataSize max) {
    partitions.forEach(partition -> byPartition.put(partition, new Held()));
    this.fullAt = fullAt;
    this.fullAtBytes = max.toBytes() / Math.max(1, partitions.size());
  }

  void add(ConsumerRecord<byte[], byte[]> record) {
    held(record.partition()).add(record);
  }

  boolean isFull(int partition) {
    Held held = held(partition);
    return held.records.size() >= fullAt || held.bytes >= fullAtBytes;
  }

  /** Takes out what is before the position, in the order of each partition. */
  List<ConsumerRecord<byte[], byte[]>> release(Position visible) {
    List<ConsumerRecord<byte[], byte[]>> released = new ArrayList<>();
    byPartition.forEach(
        (partition, held) -> {
          long end = visible.nextOffset(partition);
          while (!held.records.isEmpty() && held.records.element().offset() < end) {
            released.add(held.remove());
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
    ConsumerRecord<byte[], byte[]> first = held(partition).records.peek();
    return first == null ? otherwise : first.offset();
  }

  private Held held(int partition) {
    Held held = byPartition.get(partition);
    if (held == null) {
      throw new IllegalArgumentException("partition " + partition + " is not read here");
    }
    return held;
  }
}

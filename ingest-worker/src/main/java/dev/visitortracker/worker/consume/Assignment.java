package dev.visitortracker.worker.consume;

import dev.visitortracker.worker.progress.OffsetRange;
import dev.visitortracker.worker.progress.Watermarks;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.kafka.receiver.ReceiverPartition;

/**
 * The partitions that one consumer owns and the offset that it will hand on next for each. Kafka
 * calls the listeners on the polling thread; batches are cut on another.
 */
final class Assignment {
  private static final Logger log = LoggerFactory.getLogger(Assignment.class);

  private final String topic;
  private final Watermarks watermarks;
  private final Positions positions;
  private final Duration timeout;
  private final Map<Integer, Long> next = new ConcurrentHashMap<>();
  private final Set<Integer> lost = ConcurrentHashMap.newKeySet();

  Assignment(String topic, Watermarks watermarks, Positions positions, Duration timeout) {
    this.topic = topic;
    this.watermarks = watermarks;
    this.positions = positions;
    this.timeout = timeout;
  }

  /**
   * Seeks each partition to its watermark. Blocks the polling thread, for at most the timeout: no
   * record may be fetched before the position is known.
   */
  void assigned(Collection<ReceiverPartition> partitions) {
    refuseReturned(partitions);
    Map<Integer, Long> stored = watermarks(partitions);
    for (ReceiverPartition partition : partitions) {
      int number = partition.topicPartition().partition();
      long position = Objects.requireNonNull(stored.get(number), "a watermark for each");
      partition.seek(position);
      next.put(number, position);
      positions.assigned(number, position);
    }
    positions.joined();
    log.info("assigned, reading on from partition=offset {}", stored);
  }

  void revoked(Collection<ReceiverPartition> partitions) {
    List<Integer> numbers =
        partitions.stream().map(partition -> partition.topicPartition().partition()).toList();
    numbers.forEach(next::remove);
    positions.revoked(numbers);
    lost.addAll(numbers);
    log.info("revoked partitions {}", numbers);
  }

  /**
   * Hands on the partition's records up to and with the given offset.
   *
   * @return the range that they cover, or null where the partition is not ours any more
   */
  @Nullable OffsetRange advanceTo(int partition, long lastOffset) {
    Long from = next.get(partition);
    if (from == null || !next.replace(partition, from, lastOffset + 1)) {
      return null;
    }
    positions.read(partition, lastOffset + 1);
    return new OffsetRange(partition, from, lastOffset + 1);
  }

  /**
   * Records that were polled before a partition was lost may still wait in the library's queue. If
   * the partition came back they would be taken for new ones, behind a gap. A new consumer has an
   * empty queue.
   */
  private void refuseReturned(Collection<ReceiverPartition> partitions) {
    for (ReceiverPartition partition : partitions) {
      if (lost.contains(partition.topicPartition().partition())) {
        throw new IllegalStateException(
            partition.topicPartition() + " came back; starting again with an empty queue");
      }
    }
  }

  private Map<Integer, Long> watermarks(Collection<ReceiverPartition> partitions) {
    Map<Integer, Long> firstOffsets =
        partitions.stream()
            .collect(
                Collectors.toMap(
                    partition -> partition.topicPartition().partition(),
                    ReceiverPartition::beginningOffset));
    try {
      return watermarks
          .positions(topic, firstOffsets)
          .toFuture()
          .get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while reading the watermarks", e);
    } catch (ExecutionException e) {
      throw new WatermarksUnreadableException(Objects.requireNonNullElse(e.getCause(), e));
    } catch (TimeoutException e) {
      throw new WatermarksUnreadableException(e);
    }
  }
}

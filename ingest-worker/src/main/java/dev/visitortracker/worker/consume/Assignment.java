package dev.visitortracker.worker.consume;

import dev.visitortracker.worker.consume.StartOffsets.Start;
import dev.visitortracker.worker.progress.OffsetRange;
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
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.kafka.receiver.ReceiverPartition;

/**
 * The partitions that one consumer owns, and the next offset of each. Kafka calls the listeners on
 * the polling thread; batches are cut on another.
 */
final class Assignment {
  private static final Logger log = LoggerFactory.getLogger(Assignment.class);

  /** The number of questions that {@link StartOffsets} asks, one after the other. */
  private static final int QUESTIONS = 3;

  private final Starts starts;
  private final OwnedPartitions owned;
  private final Duration timeout;
  private final Map<Integer, Long> nextOffsets = new ConcurrentHashMap<>();
  private final Set<Integer> lost = ConcurrentHashMap.newKeySet();
  private volatile boolean ended;

  /** {@link StartOffsets#of}. */
  interface Starts {
    Mono<List<Start>> of(Collection<Integer> partitions, Duration patience);
  }

  Assignment(Starts starts, OwnedPartitions owned, Duration timeout) {
    this.starts = starts;
    this.owned = owned;
    this.timeout = timeout;
  }

  /**
   * Seeks each partition to its watermark. Blocks the polling thread, for at most three times the
   * timeout: no record may be fetched before the position is known. Of a partition that has a gap
   * nothing is handed on; it stands at an offset that Kafka has, or the whole consumer would fail.
   */
  void assigned(Collection<ReceiverPartition> partitions) {
    refuseReturned(partitions);
    Map<Integer, Start> found = starts(partitions);
    for (ReceiverPartition partition : partitions) {
      Start start =
          Objects.requireNonNull(found.get(number(partition)), "a starting point for each");
      if (start.gap() == null) {
        partition.seek(start.nextOffset());
        nextOffsets.put(start.partition(), start.nextOffset());
        owned.assigned(start.partition(), start.nextOffset());
      } else {
        partition.seek(start.gap().readableFrom());
        owned.standsStill(start.gap());
        log.error(start.gap().remedy());
      }
    }
    owned.joined();
    log.info("assigned, reading on from partition=offset {}", nextOffsets);
  }

  void revoked(Collection<ReceiverPartition> partitions) {
    List<Integer> numbers = partitions.stream().map(Assignment::number).toList();
    numbers.forEach(nextOffsets::remove);
    if (!ended) {
      owned.revoked(numbers);
    }
    lost.addAll(numbers);
    log.info("revoked partitions {}", numbers);
  }

  /**
   * The consumer is given up. It says goodbye to Kafka when its successor may long have the
   * partitions, whose owned are then not its own any more.
   */
  void end() {
    ended = true;
  }

  /**
   * Hands on the partition's records up to and with the given offset.
   *
   * @return the range that they cover, or null where the partition is not ours any more
   */
  @Nullable OffsetRange advanceTo(int partition, long lastOffset) {
    Long from = nextOffsets.get(partition);
    if (from == null || !nextOffsets.replace(partition, from, lastOffset + 1)) {
      return null;
    }
    owned.read(partition, lastOffset + 1);
    return new OffsetRange(partition, from, lastOffset + 1);
  }

  /**
   * Records that were polled before a partition was lost may still wait in the library's queue. If
   * the partition came back they would be taken for new ones, behind a gap. A new consumer has an
   * empty queue.
   */
  private void refuseReturned(Collection<ReceiverPartition> partitions) {
    for (ReceiverPartition partition : partitions) {
      if (lost.contains(number(partition))) {
        throw new IllegalStateException(
            partition.topicPartition() + " came back; starting again with an empty queue");
      }
    }
  }

  private Map<Integer, Start> starts(Collection<ReceiverPartition> partitions) {
    if (partitions.isEmpty()) {
      // Others have them all, or the topic is gone: then a consumer that failed here would get its
      // old assignment back, nothing, for as long as it is a static member.
      return Map.of();
    }
    try {
      return starts
          .of(partitions.stream().map(Assignment::number).toList(), timeout)
          .toFuture()
          .get(QUESTIONS * timeout.toMillis(), TimeUnit.MILLISECONDS)
          .stream()
          .collect(Collectors.toMap(Start::partition, Function.identity()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while reading the watermarks", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof WatermarksUnreadableException unreadable
          ? unreadable
          : new IllegalStateException("Kafka does not say which offsets it has", e.getCause());
    } catch (TimeoutException e) {
      throw new IllegalStateException("neither PostgreSQL nor Kafka kept to its time", e);
    }
  }

  private static int number(ReceiverPartition partition) {
    return partition.topicPartition().partition();
  }
}

package dev.visitortracker.api.tail;

import dev.visitortracker.api.token.Position;
import dev.visitortracker.event.Topics;
import dev.visitortracker.event.Visit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/**
 * Reads all partitions of the topic from a position on, and hands a record on once it is before the
 * position that it is told. It blocks and belongs to one thread.
 */
final class TopicReader implements AutoCloseable {
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

  private final Consumer<byte[], byte[]> consumer;
  private final VisitDecoder decoder;
  private final TailSettings settings;

  /** What the consumer hands out next, and what this reader does. */
  private final Map<Integer, Long> polled = new HashMap<>();

  private final Map<Integer, Long> next = new HashMap<>();
  private List<TopicPartition> partitions = List.of();
  private HeldRecords held = new HeldRecords(List.of(), 0, DataSize.ofBytes(0));
  private Position behind = Position.START;

  /**
   * @param consumer without a group; closed with this reader
   */
  TopicReader(Consumer<byte[], byte[]> consumer, VisitDecoder decoder, TailSettings settings) {
    this.consumer = consumer;
    this.decoder = decoder;
    this.settings = settings;
  }

  /**
   * Goes to the position, or where Kafka has nothing from there any more to what comes next.
   *
   * @param oldest goes past the records that Kafka took before then; null: past none
   * @return how many offsets from the position on are left out
   */
  long start(Position from, @Nullable Instant oldest) {
    takeAllPartitions();
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, settings.openTimeout());
    Map<TopicPartition, Long> firsts =
        oldest == null
            ? consumer.beginningOffsets(partitions, settings.openTimeout())
            : firsts(oldest, ends);
    long skipped = 0;
    for (TopicPartition partition : partitions) {
      long wanted = from.nextOffset(partition.partition());
      long start = Math.min(Math.max(wanted, at(firsts, partition)), at(ends, partition));
      skipped += Math.max(0, start - wanted);
      consumer.seek(partition, start);
      polled.put(partition.partition(), start);
    }
    next.putAll(polled);
    behind = new Position(next);
    return skipped;
  }

  /**
   * The records that are before the limit by now. Waits for Kafka at most one poll interval.
   *
   * @throws PartitionsAddedException where the limit names a partition that is not read
   */
  TailBatch next(Position limit) {
    if (!next.keySet().containsAll(limit.nextOffsets().keySet())) {
      throw new PartitionsAddedException();
    }
    pauseFull();
    ConsumerRecords<byte[], byte[]> records = consumer.poll(settings.pollInterval());
    records.forEach(held::add);
    records
        .nextOffsets()
        .forEach((partition, offset) -> polled.put(partition.partition(), offset.offset()));
    Position before = behind;
    List<TailedVisit> visits = release(limit);
    passWhatIsNoRecord();
    return new TailBatch(before, visits, behind);
  }

  @Override
  public void close() {
    consumer.close(CloseOptions.timeout(CLOSE_TIMEOUT));
  }

  private void takeAllPartitions() {
    partitions =
        consumer.partitionsFor(Topics.VISIT_EVENTS, settings.openTimeout()).stream()
            .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
            .toList();
    held =
        new HeldRecords(
            partitions.stream().map(TopicPartition::partition).toList(),
            settings.maxRecords(),
            settings.maxHeld());
    consumer.assign(partitions);
  }

  private Map<TopicPartition, Long> firsts(Instant oldest, Map<TopicPartition, Long> ends) {
    Map<TopicPartition, Long> times = new HashMap<>();
    partitions.forEach(partition -> times.put(partition, oldest.toEpochMilli()));
    Map<TopicPartition, Long> firsts = new HashMap<>(ends);
    consumer
        .offsetsForTimes(times, settings.openTimeout())
        .forEach(
            (partition, found) -> firsts.computeIfPresent(partition, (_, end) -> or(found, end)));
    return firsts;
  }

  private static long or(@Nullable OffsetAndTimestamp found, long otherwise) {
    return found == null ? otherwise : found.offset();
  }

  private static long at(Map<TopicPartition, Long> offsets, TopicPartition partition) {
    return offsets.getOrDefault(partition, 0L);
  }

  private void pauseFull() {
    List<TopicPartition> full = new ArrayList<>();
    List<TopicPartition> others = new ArrayList<>();
    partitions.forEach(
        partition -> (held.isFull(partition.partition()) ? full : others).add(partition));
    consumer.pause(full);
    consumer.resume(others);
  }

  private List<TailedVisit> release(Position limit) {
    List<TailedVisit> visits = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : held.release(limit)) {
      next.put(record.partition(), record.offset() + 1);
      Visit visit = decoder.decode(record.value());
      if (visit != null) {
        visits.add(new TailedVisit(visit, new Position(next)));
      }
    }
    return visits;
  }

  /** Transactions leave marks in the topic; they have an offset and never come. */
  private void passWhatIsNoRecord() {
    polled.forEach((partition, offset) -> next.put(partition, held.first(partition, offset)));
    behind = new Position(next);
  }
}

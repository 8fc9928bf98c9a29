package dev.visitortracker.worker.range;

import dev.visitortracker.worker.progress.OffsetRange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import reactor.core.publisher.SynchronousSink;

/** A consumer and what is left of its ranges. Used by one thread at a time. */
final class RangeConsumer {
  /** How long a cancelled reader may go on unnoticed. */
  private static final Duration POLL = Duration.ofMillis(200);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Map<TopicPartition, OffsetRange> left;

  private RangeConsumer(
      KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, OffsetRange> left) {
    this.consumer = consumer;
    this.left = left;
  }

  static RangeConsumer open(
      Map<String, Object> properties,
      String topic,
      Collection<OffsetRange> ranges,
      int maxRecords) {
    Map<TopicPartition, OffsetRange> left = new HashMap<>();
    for (OffsetRange range : ranges) {
      if (range.from() < range.to()) {
        left.put(new TopicPartition(topic, range.partition()), range);
      }
    }
    Map<String, Object> bounded = new HashMap<>(properties);
    bounded.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, maxRecords);
    KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(bounded);
    consumer.assign(left.keySet());
    left.forEach((partition, range) -> consumer.seek(partition, range.from()));
    return new RangeConsumer(consumer, left);
  }

  /** Hands on one poll, which may be empty. */
  RangeConsumer next(SynchronousSink<RangePoll> sink) {
    if (left.isEmpty()) {
      sink.complete();
      return this;
    }
    try {
      sink.next(cut(consumer.poll(POLL)));
    } catch (InterruptException cancelled) {
      sink.complete();
    }
    return this;
  }

  void close() {
    // A cancelled reader was interrupted; closing must still tell the broker.
    boolean interrupted = Thread.interrupted();
    consumer.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private RangePoll cut(ConsumerRecords<byte[], byte[]> poll) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>(poll.count());
    List<OffsetRange> covered = new ArrayList<>();
    for (Map.Entry<TopicPartition, OffsetRange> entry : List.copyOf(left.entrySet())) {
      TopicPartition partition = entry.getKey();
      OffsetRange range = entry.getValue();
      for (ConsumerRecord<byte[], byte[]> record : poll.records(partition)) {
        if (record.offset() < range.to()) {
          records.add(record);
        }
      }
      long reached = Math.min(consumer.position(partition), range.to());
      if (reached > range.from()) {
        covered.add(new OffsetRange(range.partition(), range.from(), reached));
        moveOn(partition, new OffsetRange(range.partition(), reached, range.to()));
      }
    }
    return new RangePoll(records, covered);
  }

  private void moveOn(TopicPartition partition, OffsetRange rest) {
    if (rest.from() < rest.to()) {
      left.put(partition, rest);
    } else {
      left.remove(partition);
      consumer.pause(List.of(partition));
    }
  }
}

package dev.visitortracker.worker.range;

import dev.visitortracker.worker.consume.ConsumeSettings;
import dev.visitortracker.worker.consume.KafkaSettings;
import dev.visitortracker.worker.progress.OffsetRange;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Reads ranges of a topic once, for commands. The consumer belongs to no group: it takes no
 * partition away from the workers and commits nothing. Polls on demand, on a thread of its own, so
 * memory holds what downstream asked for and the fetches that {@link ConsumeSettings#maxBytes}
 * bounds.
 */
public final class RangeReader implements AutoCloseable {
  private static final Duration MAX_CLOSE_TIME = Duration.ofSeconds(5);
  private static final int MAX_WAITING_READS = 16;
  private static final int KEEP_SECONDS = 60;

  private final Map<String, Object> properties;

  /** A poll blocks, so its thread is one that may. */
  private final Scheduler polling =
      Schedulers.newBoundedElastic(1, MAX_WAITING_READS, "range-reader", KEEP_SECONDS, true);

  public RangeReader(KafkaSettings kafka, ConsumeSettings consume) {
    int maxBytes = Math.toIntExact(consume.maxBytes().toBytes());
    this.properties =
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            kafka.bootstrapServers(),
            ConsumerConfig.CLIENT_ID_CONFIG,
            "range-reader",
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            false,
            ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
            false,
            // An offset that Kafka no longer has must be seen.
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            "none",
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            "read_committed",
            ConsumerConfig.FETCH_MAX_BYTES_CONFIG,
            maxBytes,
            ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
            maxBytes / 4,
            ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
            ByteArrayDeserializer.class,
            ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
            ByteArrayDeserializer.class);
  }

  /**
   * Completes when every range is read to its end. An end behind the last record of a partition is
   * waited for.
   *
   * @param maxRecords the most records of one poll
   */
  public Flux<RangePoll> read(String topic, Collection<OffsetRange> ranges, int maxRecords) {
    return Flux.<RangePoll, RangeConsumer>generate(
            () -> RangeConsumer.open(properties, topic, ranges, maxRecords),
            RangeConsumer::next,
            RangeConsumer::close)
        .subscribeOn(polling)
        .filter(poll -> !poll.covered().isEmpty());
  }

  /** Blocks for a moment: an interrupted consumer could not say goodbye to the broker. */
  @Override
  public void close() {
    polling.disposeGracefully().timeout(MAX_CLOSE_TIME).onErrorComplete().toFuture().join();
    polling.dispose();
  }
}

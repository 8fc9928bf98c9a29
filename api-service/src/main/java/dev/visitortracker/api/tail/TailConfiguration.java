package dev.visitortracker.api.tail;

import dev.visitortracker.api.publish.BrokerState;
import dev.visitortracker.api.publish.KafkaSettings;
import dev.visitortracker.api.replica.ReplicaSet;
import dev.visitortracker.event.VisitRules;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Puts the stage tail together. */
@Configuration(proxyBeanMethods = false)
class TailConfiguration {
  /** Start, next batch, close: no reader has more waiting at once. */
  private static final int TASKS_PER_READER = 4;

  /** One per reader: those that catch up, and the one that all live streams share. */
  @Bean(destroyMethod = "dispose")
  Scheduler tailThreads(TailSettings settings) {
    int threads = settings.maxCatchUps() + 1;
    return Schedulers.newBoundedElastic(threads, TASKS_PER_READER * threads, "tail");
  }

  @Bean
  Tail tail(
      Scheduler tailThreads,
      KafkaSettings kafka,
      BrokerState broker,
      ReplicaSet replicas,
      InstantSource clock,
      TailSettings settings) {
    var rules = new VisitRules(settings.maxAge(), settings.maxAhead(), clock);
    Supplier<TopicReader> consumers =
        () -> new TopicReader(consumer(kafka, settings), new VisitDecoder(rules), settings);
    return new KafkaTail(
        () ->
            new TailReader(
                tailThreads.createWorker(), consumers, replicas::visible, clock, settings),
        () -> broker.seen().isUp() && replicas.isUsable());
  }

  private static Consumer<byte[], byte[]> consumer(KafkaSettings kafka, TailSettings settings) {
    int maxBytes = Math.toIntExact(settings.maxBytes().toBytes());
    return new KafkaConsumer<>(
        Map.ofEntries(
            Map.entry(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers()),
            Map.entry(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false),
            // Every start says where; an offset that Kafka no longer has must be seen.
            Map.entry(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none"),
            Map.entry(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed"),
            Map.entry(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, settings.maxRecords()),
            Map.entry(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, maxBytes),
            Map.entry(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, maxBytes / 4),
            // A partition that was paused waits for the answer that the others wait for.
            Map.entry(
                ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                Math.toIntExact(settings.pollInterval().toMillis())),
            Map.entry(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500L),
            Map.entry(ConsumerConfig.ENABLE_METRICS_PUSH_CONFIG, false),
            Map.entry(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class),
            Map.entry(
                ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class)));
  }
}

package dev.visitortracker.worker.deadletter;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.kafka.sender.KafkaSender;
import reactor.kafka.sender.SenderOptions;
import reactor.kafka.sender.SenderRecord;

/** Sends records that must be on all in-sync replicas before the work goes on. */
final class DurableSender implements AutoCloseable {
  private static final Duration DELIVERY_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration MAX_BLOCK = Duration.ofSeconds(1);
  private static final int MAX_WAITING_SENDS = 1_000;
  private static final int KEEP_SECONDS = 60;

  /** The longest that a send can take. */
  private static final Duration MAX_WAIT = DELIVERY_TIMEOUT.plus(MAX_BLOCK);

  private final KafkaSender<byte[], byte[]> sender;
  private final Scheduler results;

  /** The producer blocks while it waits for the topic's metadata, so its thread is one that may. */
  private final Scheduler sending =
      Schedulers.newBoundedElastic(1, MAX_WAITING_SENDS, "send", KEEP_SECONDS, true);

  DurableSender(KafkaSender<byte[], byte[]> sender, Scheduler results) {
    this.sender = sender;
    this.results = results;
  }

  static DurableSender to(String bootstrapServers, String clientId) {
    Scheduler results = Schedulers.newSingle(clientId, true);
    return new DurableSender(
        KafkaSender.create(
            SenderOptions.<byte[], byte[]>create(producer(bootstrapServers, clientId))
                .scheduler(results)
                .stopOnError(true)),
        results);
  }

  /**
   * Completes when all in-sync replicas hold all of the records, and fails with the first that
   * Kafka did not take. Where its source ends, reactor-kafka 1.3.25 can complete before the last
   * results are there, so the source stays open and the results are counted.
   */
  Mono<Void> send(List<ProducerRecord<byte[], byte[]>> records) {
    return sender
        .send(Flux.fromIterable(records).map(DurableSender::uncorrelated).concatWith(Mono.never()))
        .subscribeOn(sending)
        .take(records.size())
        .then()
        .timeout(MAX_WAIT);
  }

  @Override
  public void close() {
    sender.close();
    sending.dispose();
    results.dispose();
  }

  private static SenderRecord<byte[], byte[], Boolean> uncorrelated(
      ProducerRecord<byte[], byte[]> record) {
    return SenderRecord.create(record, true);
  }

  private static Map<String, Object> producer(String bootstrapServers, String clientId) {
    return Map.of(
        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
        bootstrapServers,
        ProducerConfig.CLIENT_ID_CONFIG,
        clientId,
        ProducerConfig.ACKS_CONFIG,
        "all",
        ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
        true,
        ProducerConfig.MAX_BLOCK_MS_CONFIG,
        MAX_BLOCK.toMillis(),
        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
        (int) DELIVERY_TIMEOUT.toMillis() / 2,
        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
        (int) DELIVERY_TIMEOUT.toMillis(),
        ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
        ByteArraySerializer.class,
        ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG,
        ByteArraySerializer.class);
  }
}

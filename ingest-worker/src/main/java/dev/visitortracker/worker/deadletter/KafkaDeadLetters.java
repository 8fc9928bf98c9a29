package dev.visitortracker.worker.deadletter;

import dev.visitortracker.event.EventHeaders;
import dev.visitortracker.event.Topics;
import dev.visitortracker.worker.consume.SourceRecord;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.kafka.sender.KafkaSender;
import reactor.kafka.sender.SenderOptions;
import reactor.kafka.sender.SenderRecord;

/** Keeps dead letters in the topic {@link Topics#DEAD_LETTERS}. */
public final class KafkaDeadLetters implements DeadLetters, AutoCloseable {
  private static final Duration DELIVERY_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration MAX_BLOCK = Duration.ofSeconds(1);

  /** A detail may quote what a client sent; the header stays small. */
  private static final int MAX_DETAIL = 1000;

  private final Scheduler results = Schedulers.newSingle("dead-letters", true);
  private final KafkaSender<byte[], byte[]> sender;

  public KafkaDeadLetters(String bootstrapServers, String instance) {
    Map<String, Object> producer =
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrapServers,
            ProducerConfig.CLIENT_ID_CONFIG,
            instance + "-dead-letters",
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
    this.sender =
        KafkaSender.create(
            SenderOptions.<byte[], byte[]>create(producer).scheduler(results).stopOnError(true));
  }

  @Override
  public Mono<Void> keep(List<DeadLetter> deadLetters) {
    if (deadLetters.isEmpty()) {
      return Mono.empty();
    }
    return sender
        .send(Flux.fromIterable(deadLetters).map(KafkaDeadLetters::record))
        .then()
        .timeout(DELIVERY_TIMEOUT.plus(MAX_BLOCK));
  }

  @Override
  public void close() {
    sender.close();
    results.dispose();
  }

  private static SenderRecord<byte[], byte[], Long> record(DeadLetter letter) {
    SourceRecord source = letter.record();
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(Topics.DEAD_LETTERS, source.value());
    header(record, DeadLetterHeaders.REASON, letter.reason().name());
    header(record, DeadLetterHeaders.DETAIL, shortened(letter.detail()));
    header(record, DeadLetterHeaders.SQL_STATE, letter.sqlState());
    header(record, DeadLetterHeaders.SOURCE_TOPIC, source.topic());
    header(record, DeadLetterHeaders.SOURCE_PARTITION, Integer.toString(source.partition()));
    header(record, DeadLetterHeaders.SOURCE_OFFSET, Long.toString(source.offset()));
    header(record, EventHeaders.TRACEPARENT, source.traceparent());
    return SenderRecord.create(record, source.offset());
  }

  private static void header(
      ProducerRecord<byte[], byte[]> record, String name, @Nullable String value) {
    if (value != null) {
      record.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
    }
  }

  private static String shortened(String detail) {
    return detail.length() <= MAX_DETAIL ? detail : detail.substring(0, MAX_DETAIL) + "…";
  }
}

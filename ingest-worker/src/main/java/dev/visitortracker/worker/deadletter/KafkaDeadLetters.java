package dev.visitortracker.worker.deadletter;

import dev.visitortracker.event.EventHeaders;
import dev.visitortracker.event.Topics;
import dev.visitortracker.worker.consume.SourceRecord;
import dev.visitortracker.worker.consume.SourceRecords;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import reactor.core.publisher.Mono;

/** Keeps dead letters in the topic {@link Topics#DEAD_LETTERS}. */
public final class KafkaDeadLetters implements DeadLetters, AutoCloseable {
  /** A detail may quote what a client sent; the header stays small. */
  private static final int MAX_DETAIL = 1000;

  private final DurableSender sender;

  public KafkaDeadLetters(String bootstrapServers, String instance) {
    this.sender = DurableSender.to(bootstrapServers, instance + "-dead-letters");
  }

  @Override
  public Mono<Void> keep(List<DeadLetter> deadLetters) {
    if (deadLetters.isEmpty()) {
      return Mono.empty();
    }
    return sender.send(deadLetters.stream().map(KafkaDeadLetters::record).toList());
  }

  @Override
  public void close() {
    sender.close();
  }

  private static ProducerRecord<byte[], byte[]> record(DeadLetter letter) {
    SourceRecord source = letter.record();
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(Topics.DEAD_LETTERS, source.value());
    DeadLetterHeaders.add(record, DeadLetterHeaders.REASON, letter.reason().name());
    DeadLetterHeaders.add(record, DeadLetterHeaders.DETAIL, shortened(letter.detail()));
    DeadLetterHeaders.add(record, DeadLetterHeaders.SQL_STATE, letter.sqlState());
    DeadLetterHeaders.add(record, DeadLetterHeaders.SOURCE_TOPIC, source.topic());
    DeadLetterHeaders.add(
        record, DeadLetterHeaders.SOURCE_PARTITION, Integer.toString(source.partition()));
    DeadLetterHeaders.add(record, DeadLetterHeaders.SOURCE_OFFSET, Long.toString(source.offset()));
    DeadLetterHeaders.add(
        record, SourceRecords.REDRIVE_COUNT, Integer.toString(source.redriveCount()));
    DeadLetterHeaders.add(record, EventHeaders.TRACEPARENT, source.traceparent());
    return record;
  }

  private static String shortened(String detail) {
    return detail.length() <= MAX_DETAIL ? detail : detail.substring(0, MAX_DETAIL) + "…";
  }
}

package dev.visitortracker.worker.deadletter;

import dev.visitortracker.event.EventHeaders;
import dev.visitortracker.event.Topics;
import dev.visitortracker.worker.consume.SourceRecord;
import dev.visitortracker.worker.consume.SourceRecords;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.kafka.sender.KafkaSender;
import reactor.kafka.sender.SenderRecord;

/** Keeps dead letters in the topic {@link Topics#DEAD_LETTERS}. */
public final class KafkaDeadLetters implements DeadLetters, AutoCloseable {
  /** A detail may quote what a client sent; the header stays small. */
  private static final int MAX_DETAIL = 1000;

  private final Scheduler results = Schedulers.newSingle("dead-letters", true);
  private final KafkaSender<byte[], byte[]> sender;

  public KafkaDeadLetters(String bootstrapServers, String instance) {
    this.sender = SafeSender.create(bootstrapServers, instance + "-dead-letters", results);
  }

  @Override
  public Mono<Void> keep(List<DeadLetter> deadLetters) {
    if (deadLetters.isEmpty()) {
      return Mono.empty();
    }
    return sender
        .send(Flux.fromIterable(deadLetters).map(KafkaDeadLetters::record))
        .then()
        .timeout(SafeSender.MAX_WAIT);
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
    return SenderRecord.create(record, source.offset());
  }

  private static String shortened(String detail) {
    return detail.length() <= MAX_DETAIL ? detail : detail.substring(0, MAX_DETAIL) + "…";
  }
}

package dev.visitortracker.worker.deadletter;

import dev.visitortracker.event.EventHeaders;
import dev.visitortracker.event.Topics;
import dev.visitortracker.worker.consume.SourceRecord;
import dev.visitortracker.worker.consume.SourceRecords;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import reactor.core.publisher.Mono;

/** Puts dead letters back to {@link Topics#VISIT_EVENTS}, their bytes unchanged. */
public final class RedriveSender implements AutoCloseable {
  private final DurableSender sender;

  public RedriveSender(String bootstrapServers) {
    this.sender = DurableSender.to(bootstrapServers, "redrive");
  }

  @Override
  public void close() {
    sender.close();
  }

  /** Completes when Kafka holds all of them on all in-sync replicas. */
  Mono<Void> putBack(List<KeptLetter> letters) {
    if (letters.isEmpty()) {
      return Mono.empty();
    }
    return sender.send(letters.stream().map(RedriveSender::record).toList());
  }

  private static ProducerRecord<byte[], byte[]> record(KeptLetter letter) {
    SourceRecord kept = letter.record();
    ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(Topics.VISIT_EVENTS, kept.value());
    String redrives = Integer.toString(kept.redriveCount() + 1);
    DeadLetterHeaders.add(record, SourceRecords.REDRIVE_COUNT, redrives);
    DeadLetterHeaders.add(record, DeadLetterHeaders.SOURCE_TOPIC, letter.source().topic());
    DeadLetterHeaders.add(record, DeadLetterHeaders.SOURCE_PARTITION, letter.source().partition());
    DeadLetterHeaders.add(record, DeadLetterHeaders.SOURCE_OFFSET, letter.source().offset());
    DeadLetterHeaders.add(record, EventHeaders.TRACEPARENT, kept.traceparent());
    return record;
  }
}

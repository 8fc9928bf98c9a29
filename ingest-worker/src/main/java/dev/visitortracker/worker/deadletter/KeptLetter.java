package dev.visitortracker.worker.deadletter;

import dev.visitortracker.event.EventHeaders;
import dev.visitortracker.worker.consume.SourceRecord;
import dev.visitortracker.worker.consume.SourceRecords;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * A dead letter as the topic of dead letters holds it. Headers that are missing or that a newer
 * worker wrote differently are no error: an operator must be able to see every letter.
 *
 * @param record the letter's own position, its original bytes, its trace and its redrives
 * @param keptAt when the worker gave up on it
 * @param reason the name of a {@link Reason}
 * @param detail the reason for people
 * @param sqlState what PostgreSQL said, if it was PostgreSQL
 * @param source where the worker had read it
 */
public record KeptLetter(
    SourceRecord record,
    Instant keptAt,
    @Nullable String reason,
    @Nullable String detail,
    @Nullable String sqlState,
    Source source) {

  /** Topic, partition and offset, as the headers spell them. */
  public record Source(
      @Nullable String topic, @Nullable String partition, @Nullable String offset) {
    @Override
    public String toString() {
      return topic + "/" + partition + "@" + offset;
    }
  }

  static KeptLetter of(ConsumerRecord<byte[], byte[]> record) {
    return new KeptLetter(
        SourceRecords.of(record),
        Instant.ofEpochMilli(record.timestamp()),
        DeadLetterHeaders.read(record, DeadLetterHeaders.REASON),
        DeadLetterHeaders.read(record, DeadLetterHeaders.DETAIL),
        DeadLetterHeaders.read(record, DeadLetterHeaders.SQL_STATE),
        new Source(
            DeadLetterHeaders.read(record, DeadLetterHeaders.SOURCE_TOPIC),
            DeadLetterHeaders.read(record, DeadLetterHeaders.SOURCE_PARTITION),
            DeadLetterHeaders.read(record, DeadLetterHeaders.SOURCE_OFFSET)));
  }

  /** The header {@link EventHeaders#TRACEPARENT} of the request that sent the visit. */
  public @Nullable String traceparent() {
    return record.traceparent();
  }
}

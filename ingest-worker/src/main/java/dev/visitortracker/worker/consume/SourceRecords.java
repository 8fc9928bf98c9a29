package dev.visitortracker.worker.consume;

import dev.visitortracker.event.EventHeaders;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** From Kafka's record to ours. */
public final class SourceRecords {
  /** Header of a record that an operator put back: how often, in decimal digits. */
  public static final String REDRIVE_COUNT = "redrive-count";

  private SourceRecords() {}

  public static SourceRecord of(ConsumerRecord<byte[], byte[]> record) {
    return new SourceRecord(
        record.topic(),
        record.partition(),
        record.offset(),
        record.timestamp(),
        record.value(),
        text(record.headers().lastHeader(EventHeaders.TRACEPARENT)),
        count(text(record.headers().lastHeader(REDRIVE_COUNT))));
  }

  private static @Nullable String text(@Nullable Header header) {
    return header == null ? null : new String(header.value(), StandardCharsets.UTF_8);
  }

  /** Anybody may write headers; one that is no number counts for none. */
  private static int count(@Nullable String header) {
    return header != null && header.matches("\\d{1,9}") ? Integer.parseInt(header) : 0;
  }
}

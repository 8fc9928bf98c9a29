package dev.visitortracker.worker.consume;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Converts Kafka's records to {@link SourceRecord}. */
public final class SourceRecords {
  /** Header of a record that an operator put back: how often, in decimal digits. */
  public static final String REDRIVE_COUNT = "redrive-count";

  private SourceRecords() {}

  public static SourceRecord of(ConsumerRecord<byte[], byte[]> record) {
    return of(record, RecordValue.of(record.headers(), record.value()));
  }

  /** From a record that {@link RecordValue.Reader} has read. */
  static SourceRecord read(ConsumerRecord<byte[], RecordValue> record) {
    @Nullable RecordValue value = record.value();
    return of(record, value == null ? RecordValue.of(record.headers(), null) : value);
  }

  private static SourceRecord of(ConsumerRecord<?, ?> record, RecordValue value) {
    return new SourceRecord(
        record.topic(),
        record.partition(),
        record.offset(),
        record.timestamp(),
        value.bytes(),
        value.traceparent(),
        value.redriveCount());
  }
}

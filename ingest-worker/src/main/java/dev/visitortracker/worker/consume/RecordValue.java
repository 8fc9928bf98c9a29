package dev.visitortracker.worker.consume;

import dev.visitortracker.event.EventHeaders;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/** The part of a record's value and headers that the worker needs. */
@SuppressWarnings("ArrayRecordComponent") // nobody writes to it, and a copy for each record costs
record RecordValue(byte @Nullable [] bytes, @Nullable String traceparent, int redriveCount) {

  static RecordValue of(Headers headers, byte @Nullable [] bytes) {
    return new RecordValue(
        bytes,
        text(headers.lastHeader(EventHeaders.TRACEPARENT)),
        count(text(headers.lastHeader(SourceRecords.REDRIVE_COUNT))));
  }

  private static @Nullable String text(@Nullable Header header) {
    return header == null ? null : new String(header.value(), StandardCharsets.UTF_8);
  }

  /** Reads a count that anybody may have written: a header that is no number counts as 0. */
  private static int count(@Nullable String header) {
    return header != null && header.matches("\\d{1,9}") ? Integer.parseInt(header) : 0;
  }

  /**
   * Runs on the thread that polls, right after the client has made the headers. To read them later
   * means to fetch each of their objects from the cache of another core, a tenth of the worker's
   * CPU. Kafka does not call it for values that are null.
   */
  static final class Reader implements Deserializer<RecordValue> {
    @Override
    public RecordValue deserialize(String topic, byte[] bytes) {
      return new RecordValue(bytes, null, 0);
    }

    @Override
    public RecordValue deserialize(String topic, Headers headers, byte[] bytes) {
      return of(headers, bytes);
    }
  }
}

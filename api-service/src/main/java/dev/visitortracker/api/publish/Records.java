package dev.visitortracker.api.publish;

import dev.visitortracker.event.EventHeaders;
import dev.visitortracker.event.Topics;
import dev.visitortracker.event.Visit;
import dev.visitortracker.event.VisitJson;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/** Visits as records: no key, so that the producer fills one batch after the other. */
final class Records {
  private static final Header CONTENT_TYPE =
      header(EventHeaders.CONTENT_TYPE, VisitJson.CONTENT_TYPE);
  private static final Header SCHEMA_VERSION =
      header(EventHeaders.SCHEMA_VERSION, VisitJson.SCHEMA_VERSION);
  private static final List<Header> UNTRACED = List.of(CONTENT_TYPE, SCHEMA_VERSION);

  /**
   * About what the objects around one record take while it is in flight, from the visit to the
   * producer's callback; the text itself is there twice, as characters and as bytes.
   */
  static final int OBJECTS_IN_BYTES = 640;

  private Records() {}

  static List<Header> headers(@Nullable String traceparent) {
    return traceparent == null
        ? UNTRACED
        : List.of(CONTENT_TYPE, SCHEMA_VERSION, header(EventHeaders.TRACEPARENT, traceparent));
  }

  static List<ProducerRecord<byte[], byte[]>> of(List<Visit> visits, List<Header> headers) {
    return visits.stream().map(visit -> record(visit, headers)).toList();
  }

  /** What the records hold of the memory while they are in flight. */
  static long sizeInBytes(List<ProducerRecord<byte[], byte[]>> records) {
    long size = 0;
    for (ProducerRecord<byte[], byte[]> record : records) {
      size += OBJECTS_IN_BYTES + 2L * record.value().length;
    }
    return size;
  }

  @SuppressWarnings("NullAway") // The client's null: no partition, timestamp or key.
  private static ProducerRecord<byte[], byte[]> record(Visit visit, List<Header> headers) {
    return new ProducerRecord<>(
        Topics.VISIT_EVENTS, null, null, null, VisitJson.write(visit), headers);
  }

  private static Header header(String name, String value) {
    return new RecordHeader(name, value.getBytes(StandardCharsets.UTF_8));
  }
}

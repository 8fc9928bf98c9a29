package dev.visitortracker.perf.load;

import dev.visitortracker.event.EventHeaders;
import dev.visitortracker.event.Topics;
import dev.visitortracker.event.VisitJson;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A Kafka producer of visits as the API sends them, acknowledged by all in-sync replicas. */
final class VisitProducer implements AutoCloseable {
  private static final List<Header> HEADERS =
      List.of(
          header(EventHeaders.CONTENT_TYPE, VisitJson.CONTENT_TYPE),
          header(EventHeaders.SCHEMA_VERSION, VisitJson.SCHEMA_VERSION));

  private final KafkaProducer<byte[], byte[]> producer;
  private final AtomicReference<Exception> failure = new AtomicReference<>();

  /**
   * @param requestsInFlight how many requests may be on their way to a broker at once
   */
  VisitProducer(String bootstrapServers, int requestsInFlight) {
    Map<String, Object> settings =
        Map.of(
            "max.in.flight.requests.per.connection",
            requestsInFlight,
            "bootstrap.servers",
            bootstrapServers,
            "acks",
            "all",
            "linger.ms",
            5,
            "batch.size",
            65_536);
    this.producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /**
   * @param visit as {@link VisitJson} writes it
   */
  void send(byte[] visit) {
    var _ =
        producer.send(
            new ProducerRecord<>(Topics.VISIT_EVENTS, null, null, null, visit, HEADERS),
            (_, failed) -> {
              if (failed != null) {
                failure.set(failed);
              }
            });
  }

  /**
   * Blocks until Kafka has acknowledged all that was sent.
   *
   * @throws IllegalStateException when Kafka did not take one
   */
  void flush() {
    producer.flush();
    if (failure.get() != null) {
      throw new IllegalStateException("Kafka did not take a record", failure.get());
    }
  }

  @Override
  public void close() {
    producer.close();
  }

  private static Header header(String name, String value) {
    return new RecordHeader(name, value.getBytes(StandardCharsets.UTF_8));
  }
}

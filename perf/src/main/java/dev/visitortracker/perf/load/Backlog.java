package dev.visitortracker.perf.load;

import dev.visitortracker.event.EventHeaders;
import dev.visitortracker.event.Topics;
import dev.visitortracker.event.Visit;
import dev.visitortracker.event.VisitJson;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Fills the topic of visits as the API would. */
public final class Backlog {
  static final List<Header> HEADERS =
      List.of(
          header(EventHeaders.CONTENT_TYPE, VisitJson.CONTENT_TYPE),
          header(EventHeaders.SCHEMA_VERSION, VisitJson.SCHEMA_VERSION));
  private static final int CHUNK = 10_000;

  private Backlog() {}

  /**
   * Blocks until Kafka has acknowledged all of them.
   *
   * @throws IllegalStateException when Kafka did not take one
   */
  public static void produce(String bootstrapServers, int records) {
    Workload workload = new Workload(System.currentTimeMillis());
    send(
        bootstrapServers,
        IntStream.iterate(0, made -> made < records, made -> made + CHUNK)
            .boxed()
            .flatMap(made -> workload.next(Math.min(CHUNK, records - made)).stream()));
  }

  /**
   * Blocks until Kafka has acknowledged it, and answers its id.
   *
   * @throws IllegalStateException when Kafka did not take it
   */
  public static UUID produceOne(String bootstrapServers) {
    Visit visit = new Workload(System.currentTimeMillis()).next(1).getFirst();
    send(bootstrapServers, Stream.of(visit));
    return visit.id().toUuid();
  }

  /**
   * @param requestsInFlight how many requests may be on their way to a broker at once
   */
  static KafkaProducer<byte[], byte[]> producer(String bootstrapServers, int requestsInFlight) {
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
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /**
   * One request at a time: where a broker has just started and does not lead a partition yet, the
   * second would be taken and the first, as out of order, refused until it expires (KAFKA-14359,
   * KAFKA-15591).
   */
  private static void send(String bootstrapServers, Stream<Visit> visits) {
    AtomicReference<Exception> failure = new AtomicReference<>();
    try (KafkaProducer<byte[], byte[]> producer = producer(bootstrapServers, 1)) {
      visits.forEach(
          visit -> {
            var _ =
                producer.send(
                    new ProducerRecord<>(
                        Topics.VISIT_EVENTS, null, null, null, VisitJson.write(visit), HEADERS),
                    (_, failed) -> {
                      if (failed != null) {
                        failure.set(failed);
                      }
                    });
          });
    }
    if (failure.get() != null) {
      throw new IllegalStateException("Kafka did not take a record", failure.get());
    }
  }

  private static Header header(String name, String value) {
    return new RecordHeader(name, value.getBytes(StandardCharsets.UTF_8));
  }
}

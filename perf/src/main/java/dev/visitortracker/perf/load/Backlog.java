package dev.visitortracker.perf.load;

import dev.visitortracker.event.EventHeaders;
import dev.visitortracker.event.Topics;
import dev.visitortracker.event.Visit;
import dev.visitortracker.event.VisitJson;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
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

  /** Blocks until Kafka has acknowledged all of them. */
  public static void produce(String bootstrapServers, int records) {
    Workload workload = new Workload(System.currentTimeMillis());
    try (KafkaProducer<byte[], byte[]> producer = producer(bootstrapServers)) {
      for (int made = 0; made < records; made += CHUNK) {
        workload.next(Math.min(CHUNK, records - made)).forEach(visit -> send(producer, visit));
      }
    }
  }

  /** Blocks until Kafka has acknowledged it, and answers its id. */
  public static UUID produceOne(String bootstrapServers) {
    Visit visit = new Workload(System.currentTimeMillis()).next(1).getFirst();
    try (KafkaProducer<byte[], byte[]> producer = producer(bootstrapServers)) {
      send(producer, visit);
    }
    return visit.id().toUuid();
  }

  static KafkaProducer<byte[], byte[]> producer(String bootstrapServers) {
    Map<String, Object> settings =
        Map.of(
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

  private static void send(KafkaProducer<byte[], byte[]> producer, Visit visit) {
    var _ =
        producer.send(
            new ProducerRecord<>(
                Topics.VISIT_EVENTS, null, null, null, VisitJson.write(visit), HEADERS));
  }

  private static Header header(String name, String value) {
    return new RecordHeader(name, value.getBytes(StandardCharsets.UTF_8));
  }
}

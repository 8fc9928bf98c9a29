package dev.visitortracker.worker;

import dev.visitortracker.event.Visit;
import dev.visitortracker.event.VisitJson;
import dev.visitortracker.worker.consume.KafkaProperties;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A topic of the stack's broker. */
public record TestTopic(String name) {

  public static TestTopic create(int partitions) {
    String name = Fixture.unique("topic");
    try (Admin admin = admin()) {
      admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1))).all().get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException("the topic cannot be made", e);
    }
    return new TestTopic(name);
  }

  public static KafkaProperties kafka() {
    return new KafkaProperties(Fixture.stack().kafkaBootstrapServers(), 4, (short) 1);
  }

  public void produce(int partition, List<Visit> visits) {
    produce(partition, Instant.now(), visits.stream().map(VisitJson::write).toList());
  }

  public void produceText(int partition, String... values) {
    produce(
        partition,
        Instant.now(),
        List.of(values).stream().map(text -> text.getBytes(StandardCharsets.UTF_8)).toList());
  }

  /** Records that Kafka dates at the given time. */
  public void produce(int partition, Instant time, List<byte[]> values) {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            // One request at a time: a topic that is just made may refuse the first of several.
            Map.of(
                "bootstrap.servers",
                Fixture.stack().kafkaBootstrapServers(),
                "max.in.flight.requests.per.connection",
                1),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (byte[] value : values) {
        var _ =
            producer.send(new ProducerRecord<>(name, partition, time.toEpochMilli(), null, value));
      }
    }
  }

  /** As Kafka's own retention does. */
  public void deleteBefore(int partition, long offset) {
    try (Admin admin = admin()) {
      admin
          .deleteRecords(
              Map.of(new TopicPartition(name, partition), RecordsToDelete.beforeOffset(offset)))
          .all()
          .get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException("the records cannot be deleted", e);
    }
  }

  private static Admin admin() {
    return Admin.create(Map.of("bootstrap.servers", Fixture.stack().kafkaBootstrapServers()));
  }
}

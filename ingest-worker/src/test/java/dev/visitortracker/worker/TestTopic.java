package dev.visitortracker.worker;

import dev.visitortracker.event.Visit;
import dev.visitortracker.event.VisitJson;
import dev.visitortracker.worker.consume.KafkaSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
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
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.apache.kafka.common.quota.ClientQuotaFilter;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;

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

  public static KafkaSettings kafka() {
    return new KafkaSettings(Fixture.stack().kafkaBootstrapServers(), 4, (short) 1);
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

  /** Deletes it and makes it again: the same name, and other records at the same offsets. */
  public void recreate(int partitions) {
    try (Admin admin = admin()) {
      admin.deleteTopics(List.of(name)).all().get();
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .ignoreExceptions()
          .until(
              () -> {
                admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1))).all().get();
                return true;
              });
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException("the topic cannot be recreated", e);
    }
  }

  /** The broker answers the client's fetches, but with nothing: as slow as a quota can be. */
  public static void holdBack(String clientId, boolean held) {
    ClientQuotaEntity client = new ClientQuotaEntity(Map.of(ClientQuotaEntity.CLIENT_ID, clientId));
    ClientQuotaAlteration.Op bytesPerSecond =
        new ClientQuotaAlteration.Op("consumer_byte_rate", held ? 1.0 : null);
    try (Admin admin = admin()) {
      admin
          .alterClientQuotas(List.of(new ClientQuotaAlteration(client, List.of(bytesPerSecond))))
          .all()
          .get();
      Awaitility.await()
          .until(
              () ->
                  admin
                          .describeClientQuotas(ClientQuotaFilter.all())
                          .entities()
                          .get()
                          .keySet()
                          .contains(client)
                      == held);
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException("the quota cannot be set", e);
    }
  }

  private static Admin admin() {
    return Admin.create(Map.of("bootstrap.servers", Fixture.stack().kafkaBootstrapServers()));
  }
}

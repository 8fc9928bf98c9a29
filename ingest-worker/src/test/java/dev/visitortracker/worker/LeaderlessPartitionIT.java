package dev.visitortracker.worker;

import static dev.visitortracker.worker.Fixture.unique;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.visitortracker.event.VisitJson;
import dev.visitortracker.local.LocalStack;
import dev.visitortracker.local.Part;
import dev.visitortracker.local.PartState;
import dev.visitortracker.local.StackSettings;
import dev.visitortracker.worker.consume.KafkaSettings;
import dev.visitortracker.worker.primary.PrimaryDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** Three brokers, of which one or all are away. */
class LeaderlessPartitionIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static LocalStack brokers;

  private final TestDatabase database = TestDatabase.create();
  private final String topic = unique("topic");

  @BeforeAll
  static void start() {
    brokers =
        LocalStack.start(
            StackSettings.infrastructure(Path.of("target", "leaderless-it"))
                .withReplicas(0)
                .withBrokers(3)
                .withFresh(true));
  }

  @AfterAll
  static void close() {
    if (brokers != null) {
      brokers.close();
    }
  }

  @Test
  void otherPartitionsGoOn_andTheOneWithoutLeaderWhenItHasOneAgain() throws Exception {
    givenOnePartitionOnEachBroker();
    produce(0, 10);
    produce(1, 10);
    Part leader = brokers.part("kafka-1");
    leader.kill();

    try (PrimaryDatabase primary = new PrimaryDatabase(database.properties(), "test", 6);
        TestWorker worker = worker(primary)) {
      awaitThat(() -> assertThat(nextOffset(1)).isEqualTo(10));
      awaitThat(
          () ->
              assertThat(worker.standing())
                  .singleElement()
                  .asString()
                  .startsWith("partition 0: no broker answers for it"));
      assertThat(worker.metric("ingest.standing_still", "cause", "leaderless")).isOne();
      assertThat(worker.waitsFor()).isNull();
      produce(1, 10);
      awaitThat(() -> assertThat(nextOffset(1)).isEqualTo(20));

      leader.start();

      awaitThat(() -> assertThat(nextOffset(0)).isEqualTo(10));
      awaitThat(() -> assertThat(worker.standing()).isEmpty());
      assertThat(database.rows()).isEqualTo(30);
    }
  }

  @Test
  void workerSaysThatItWaitsForKafka_whenNoBrokerAnswers() throws Exception {
    givenOnePartitionOnEachBroker();
    produce(0, 10);

    try (PrimaryDatabase primary = new PrimaryDatabase(database.properties(), "test", 6);
        TestWorker worker = worker(primary)) {
      awaitThat(() -> assertThat(nextOffset(0)).isEqualTo(10));
      awaitThat(() -> assertThat(worker.waitsFor()).isNull());
      awaitThat(() -> assertThat(worker.has("ingest.lag")).isTrue());

      brokers.brokers().forEach(Part::pause);

      awaitThat(() -> assertThat(worker.waitsFor()).isEqualTo("Kafka does not answer"));
      assertThat(worker.has("ingest.lag")).isFalse();
      brokers.brokers().forEach(Part::resume);
      awaitThat(() -> assertThat(worker.waitsFor()).isNull());
    } finally {
      brokers.brokers().stream()
          .filter(broker -> broker.state() == PartState.PAUSED)
          .forEach(Part::resume);
    }
  }

  private TestWorker worker(PrimaryDatabase primary) {
    return new TestWorker(
            new KafkaSettings(brokers.kafkaBootstrapServers(), 3, (short) 1),
            topic,
            topic,
            "worker",
            primary,
            letters -> Mono.empty(),
            Duration.ofSeconds(30))
        .start();
  }

  private void givenOnePartitionOnEachBroker() throws Exception {
    try (Admin admin = Admin.create(client())) {
      admin
          .createTopics(
              List.of(
                  new NewTopic(topic, Map.of(0, List.of(1), 1, List.of(2), 2, List.of(3)))
                      .configs(Map.of("min.insync.replicas", "1"))))
          .all()
          .get();
    }
  }

  private void produce(int partition, int count) {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(client(), new ByteArraySerializer(), new ByteArraySerializer())) {
      Fixture.visits(unique("site"), count, Instant.now())
          .forEach(
              visit -> {
                var _ =
                    producer.send(
                        new ProducerRecord<>(topic, partition, null, VisitJson.write(visit)));
              });
    }
  }

  private static Map<String, Object> client() {
    return Map.of("bootstrap.servers", brokers.kafkaBootstrapServers());
  }

  private long nextOffset(int partition) {
    return database.number(
        "SELECT coalesce(max(next_offset), 0) FROM ingest_watermark WHERE topic = '%s'"
                .formatted(topic)
            + " AND partition = "
            + partition);
  }

  private static void awaitThat(ThrowingRunnable assertion) {
    await().atMost(PATIENCE).untilAsserted(assertion);
  }
}

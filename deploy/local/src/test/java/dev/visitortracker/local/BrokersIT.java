package dev.visitortracker.local;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.visitortracker.local.kafka.KafkaCluster;
import dev.visitortracker.local.machine.Await;
import dev.visitortracker.local.machine.Concurrently;
import dev.visitortracker.local.machine.StackException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class BrokersIT {
  private static final StackSettings SETTINGS =
      StackSettings.infrastructure(Path.of("target", "brokers-it")).withReplicas(0).withBrokers(3);
  private static final String TOPIC = "three";
  private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static LocalStack stack;
  private static Admin admin;

  @BeforeAll
  static void start() throws Exception {
    stack = LocalStack.start(SETTINGS.withFresh(true));
    admin = Admin.create(Map.of("bootstrap.servers", stack.kafkaBootstrapServers()));
    // Neither partitions nor replication are given: the brokers' own settings decide.
    admin.createTopics(List.of(new NewTopic(TOPIC, Optional.of(1), Optional.empty()))).all().get();
  }

  @AfterAll
  static void close() {
    if (admin != null) {
      admin.close(Duration.ZERO);
    }
    if (stack != null) {
      stack.close();
    }
  }

  @Test
  void topic_isOnEveryBrokerAndTwoMustHaveARecord_whenItSaysNothingElse() throws Exception {
    TopicDescription topic = describe();
    var name = new ConfigResource(ConfigResource.Type.TOPIC, TOPIC);
    var settings = requireNonNull(admin.describeConfigs(List.of(name)).all().get().get(name));

    assertThat(stack.brokers())
        .extracting(Part::name)
        .containsExactly("kafka-1", "kafka-2", "kafka-3");
    assertThat(topic.partitions().getFirst().replicas()).hasSize(3);
    assertThat(settings.get("min.insync.replicas").value()).isEqualTo("2");
  }

  @Test
  void record_isTakenAndKept_whenTheLeaderIsKilled() throws Exception {
    send("before");
    Part leader = leader();

    leader.kill();
    send("while the leader is away");

    assertThat(leader()).isNotEqualTo(leader);
    leader.start();
    assertThat(Await.until(LIMIT, () -> inSync() == 3)).isTrue();
    assertThat(texts()).contains("before", "while the leader is away");
  }

  @Test
  void records_areThere_whenAllBrokersWereRestarted() throws Exception {
    send("before the restart");

    onEachBroker(Part::stop);
    onEachBroker(Part::start);

    assertThat(texts()).contains("before the restart");
  }

  @Test
  void start_isRefused_whenTheDataIsOfAnotherNumberOfBrokers() {
    var other = new KafkaCluster(List.of(new KafkaCluster.Node(1, "kafka", 1, 2)));

    assertThatThrownBy(() -> other.refuseOtherNodes(SETTINGS.data().resolve("kafka")))
        .isInstanceOf(StackException.class)
        .hasMessageContaining("give the --brokers of the run before, or --fresh");
  }

  private static void onEachBroker(Consumer<Part> step) {
    Concurrently.run(
        stack.brokers().stream().<Runnable>map(broker -> () -> step.accept(broker)).toList());
  }

  private static TopicDescription describe() throws Exception {
    return requireNonNull(admin.describeTopics(List.of(TOPIC)).allTopicNames().get().get(TOPIC));
  }

  private static Part leader() {
    try {
      return stack.part("kafka-" + describe().partitions().getFirst().leader().id());
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static int inSync() {
    try {
      return describe().partitions().getFirst().isr().size();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static void send(String text) throws Exception {
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers",
            stack.kafkaBootstrapServers(),
            "acks",
            "all",
            "delivery.timeout.ms",
            20_000,
            "request.timeout.ms",
            5_000,
            "linger.ms",
            0);
    try (var producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      producer
          .send(new ProducerRecord<>(TOPIC, text.getBytes(StandardCharsets.UTF_8)))
          .get(30, TimeUnit.SECONDS);
    }
  }

  private static List<String> texts() {
    Map<String, Object> settings = Map.of("bootstrap.servers", stack.kafkaBootstrapServers());
    try (var consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(List.of(PARTITION));
      consumer.seekToBeginning(List.of(PARTITION));
      long end = requireNonNull(consumer.endOffsets(List.of(PARTITION)).get(PARTITION));
      var texts = new ArrayList<String>();
      while (consumer.position(PARTITION) < end) {
        consumer
            .poll(Duration.ofSeconds(1))
            .forEach(record -> texts.add(new String(record.value(), StandardCharsets.UTF_8)));
      }
      return texts;
    }
  }
}

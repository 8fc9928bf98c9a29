package dev.visitortracker.worker.schema;

import dev.visitortracker.event.Topics;
import dev.visitortracker.worker.consume.KafkaSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;

/**
 * Creates the topics that do not exist. Topics that exist are left as their operator made them, and
 * what is different about them is told.
 */
public final class TopicMigration {
  private static final long TIMEOUT_SECONDS = 30;

  private final KafkaSettings properties;

  public TopicMigration(KafkaSettings properties) {
    this.properties = properties;
  }

  /** Blocks until both topics exist, and answers what is different about them. */
  public List<TopicFinding> run()
      throws InterruptedException, ExecutionException, TimeoutException {
    try (Admin admin =
        Admin.create(
            Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, properties.bootstrapServers()))) {
      Set<String> existing = admin.listTopics().names().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      List<NewTopic> wanted =
          List.of(
              topic(Topics.VISIT_EVENTS, properties.partitions()), topic(Topics.DEAD_LETTERS, 1));
      List<NewTopic> missing =
          wanted.stream().filter(topic -> !existing.contains(topic.name())).toList();
      admin.createTopics(missing).all().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      List<TopicFinding> findings = new ArrayList<>();
      for (NewTopic topic : wanted) {
        if (existing.contains(topic.name())) {
          findings.addAll(check(admin, topic));
        }
      }
      return findings;
    }
  }

  /** Blocks until Kafka has described the topic. */
  static List<TopicFinding> check(Admin admin, NewTopic wanted)
      throws InterruptedException, ExecutionException, TimeoutException {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, wanted.name());
    var description = admin.describeTopics(List.of(wanted.name())).topicNameValues();
    var config = admin.describeConfigs(List.of(resource)).values();
    return TopicFinding.of(
        Objects.requireNonNull(description.get(wanted.name()))
            .get(TIMEOUT_SECONDS, TimeUnit.SECONDS),
        Objects.requireNonNull(config.get(resource)).get(TIMEOUT_SECONDS, TimeUnit.SECONDS),
        wanted.numPartitions(),
        wanted.replicationFactor());
  }

  private NewTopic topic(String name, int partitions) {
    NewTopic topic =
        new NewTopic(name, Optional.of(partitions), Optional.of(properties.replicationFactor()));
    return properties.replicationFactor() < TopicFinding.REPLICATED
        ? topic
        : topic.configs(Map.of(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, "2"));
  }
}

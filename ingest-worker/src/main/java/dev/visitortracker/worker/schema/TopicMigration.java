package dev.visitortracker.worker.schema;

import dev.visitortracker.event.Topics;
import dev.visitortracker.worker.consume.KafkaSettings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;

/** Creates the topics that do not exist; topics that exist are left as their operator made them. */
public final class TopicMigration {
  private static final long TIMEOUT_SECONDS = 30;

  private final KafkaSettings properties;

  public TopicMigration(KafkaSettings properties) {
    this.properties = properties;
  }

  /** Blocks until both topics exist. */
  public void run() throws InterruptedException, ExecutionException, TimeoutException {
    try (Admin admin =
        Admin.create(
            Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, properties.bootstrapServers()))) {
      Set<String> existing = admin.listTopics().names().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      List<NewTopic> missing =
          Stream.of(
                  topic(Topics.VISIT_EVENTS, properties.partitions()),
                  topic(Topics.DEAD_LETTERS, 1))
              .filter(topic -> !existing.contains(topic.name()))
              .toList();
      admin.createTopics(missing).all().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }
  }

  private NewTopic topic(String name, int partitions) {
    return new NewTopic(name, Optional.of(partitions), Optional.of(properties.replicationFactor()));
  }
}

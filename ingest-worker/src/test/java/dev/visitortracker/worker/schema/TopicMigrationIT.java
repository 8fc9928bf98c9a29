package dev.visitortracker.worker.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visitortracker.worker.TestTopic;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;

class TopicMigrationIT {
  private final TestTopic topic = TestTopic.create(2);

  @Test
  void check_isSilent_whenTheTopicIsAsTheSettingsSay() throws Exception {
    try (Admin admin = admin()) {
      assertThat(TopicMigration.check(admin, wanted(2, 1))).isEmpty();
    }
  }

  @Test
  void check_namesEachDifference_whenNoPromiseIsBroken() throws Exception {
    try (Admin admin = admin()) {
      assertThat(TopicMigration.check(admin, wanted(8, 3)))
          .containsExactly(
              new TopicFinding(topic.name() + ": partitions is 2, not 8", false),
              new TopicFinding(topic.name() + ": replicas is 1, not 3", false));
    }
  }

  @Test
  void check_namesTheBrokenPromise_whenTheTopicIsCompactedOrAcceptsNothing() throws Exception {
    try (Admin admin = admin()) {
      set(admin, "cleanup.policy", "compact");
      set(admin, "min.insync.replicas", "2");

      assertThat(TopicMigration.check(admin, wanted(2, 1)))
          .containsExactly(
              new TopicFinding(topic.name() + ": min.insync.replicas is 2, not at most 1", true),
              new TopicFinding(topic.name() + ": cleanup.policy is compact, not delete", true));
    }
  }

  private NewTopic wanted(int partitions, int replication) {
    return new NewTopic(topic.name(), partitions, (short) replication);
  }

  private void set(Admin admin, String name, String value) throws Exception {
    admin
        .incrementalAlterConfigs(
            Map.of(
                new ConfigResource(ConfigResource.Type.TOPIC, topic.name()),
                List.of(new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET))))
        .all()
        .get();
  }

  private static Admin admin() {
    return Admin.create(
        Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, TestTopic.kafka().bootstrapServers()));
  }
}

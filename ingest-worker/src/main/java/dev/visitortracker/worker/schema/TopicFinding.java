package dev.visitortracker.worker.schema;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.TopicConfig;

/**
 * How a topic that exists differs from what the settings say.
 *
 * @param breaksPromise whether an acknowledged visit can be lost, or none be acknowledged
 */
public record TopicFinding(String sentence, boolean breaksPromise) {
  /** From this many replicas on, an acknowledged record must be on two. */
  static final int REPLICATED = 3;

  /** What there is to say of a topic; empty where it is as it should be. */
  static List<TopicFinding> of(
      TopicDescription topic, Config config, int partitions, int replication) {
    List<TopicFinding> findings = new ArrayList<>();
    int replicas = topic.partitions().getFirst().replicas().size();
    int inSync = Integer.parseInt(config.get(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG).value());
    String cleanup = config.get(TopicConfig.CLEANUP_POLICY_CONFIG).value();
    if (topic.partitions().size() != partitions) {
      findings.add(
          differs(topic, "partitions", topic.partitions().size(), String.valueOf(partitions)));
    }
    if (replicas != replication) {
      findings.add(differs(topic, "replicas", replicas, String.valueOf(replication)));
    }
    if (inSync > replicas) {
      findings.add(broken(topic, "min.insync.replicas", inSync, "at most " + replicas));
    } else if (replicas >= REPLICATED && inSync < 2) {
      findings.add(broken(topic, "min.insync.replicas", inSync, "at least 2"));
    }
    if (cleanup.contains(TopicConfig.CLEANUP_POLICY_COMPACT)) {
      findings.add(broken(topic, "cleanup.policy", cleanup, "delete"));
    }
    return findings;
  }

  private static TopicFinding differs(
      TopicDescription topic, String what, Object is, String wanted) {
    return new TopicFinding(sentence(topic, what, is, wanted), false);
  }

  private static TopicFinding broken(
      TopicDescription topic, String what, Object is, String wanted) {
    return new TopicFinding(sentence(topic, what, is, wanted), true);
  }

  private static String sentence(TopicDescription topic, String what, Object is, String wanted) {
    return "%s: %s is %s, not %s".formatted(topic.name(), what, is, wanted);
  }
}

package dev.visitortracker.worker.progress;

import java.util.Map;
import java.util.Set;

/**
 * A topic as Kafka has it now.
 *
 * @param id Kafka's id; a topic that is deleted and recreated gets another
 * @param partitions from the first offset that Kafka still has to the end, for each partition
 * @param leaderless the partitions for which no broker answers at present
 */
public record TopicState(String id, Map<Integer, OffsetRange> partitions, Set<Integer> leaderless) {

  /** A topic whose partitions all have a broker that answers. */
  public TopicState(String id, Map<Integer, OffsetRange> partitions) {
    this(id, partitions, Set.of());
  }
}

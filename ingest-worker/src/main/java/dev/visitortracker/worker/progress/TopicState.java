package dev.visitortracker.worker.progress;

import java.util.Map;

/**
 * A topic as Kafka has it now.
 *
 * @param id Kafka's id; a topic that is deleted and recreated gets another
 * @param partitions from the first offset that Kafka still has to the end, for each partition
 */
public record TopicState(String id, Map<Integer, OffsetRange> partitions) {}

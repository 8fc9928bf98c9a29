package dev.visitortracker.worker.progress;

import java.util.Map;

/**
 * What Kafka has of a topic.
 *
 * @param id Kafka's own; a topic that is deleted and made anew gets another
 * @param partitions from the first offset that Kafka still has to the end, for each partition
 */
public record TopicState(String id, Map<Integer, OffsetRange> partitions) {}

package dev.visitortracker.worker.consume;

import dev.visitortracker.worker.progress.OffsetRange;
import dev.visitortracker.worker.progress.TopicState;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import reactor.core.publisher.Mono;

/**
 * Asks Kafka which offsets a topic has. Records of transactions that are not committed do not
 * count. Each question takes at most 10 s.
 */
public final class TopicOffsets implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  /** Kafka's answer where no record has that time or a later one. */
  private static final long NONE = -1;

  private final Admin admin;

  public TopicOffsets(KafkaSettings kafka) {
    this.admin =
        Admin.create(
            Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                kafka.bootstrapServers(),
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                Math.toIntExact(TIMEOUT.toMillis()),
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                Math.toIntExact(TIMEOUT.toMillis() / 2)));
  }

  /** The topic's id, and the range of offsets that Kafka has of each partition. */
  public Mono<TopicState> state(String topic) {
    return describe(topic)
        .flatMap(
            description ->
                Mono.zip(
                    offsets(topic, numbers(description), OffsetSpec.earliest()),
                    offsets(topic, numbers(description), OffsetSpec.latest()),
                    (first, end) ->
                        new TopicState(description.topicId().toString(), ranges(first, end))));
  }

  /** Partition to the range from the first offset that Kafka still has to its end. */
  public Mono<Map<Integer, OffsetRange>> bounds(String topic) {
    return state(topic).map(TopicState::partitions);
  }

  /** The offset that Kafka appends next, for each partition. */
  public Mono<Map<Integer, Long>> ends(String topic) {
    return partitions(topic).flatMap(partitions -> offsets(topic, partitions, OffsetSpec.latest()));
  }

  /**
   * The first offset whose record was produced at the given time or later; a partition without such
   * a record is missing.
   */
  public Mono<Map<Integer, Long>> at(String topic, Instant time) {
    return partitions(topic)
        .flatMap(
            partitions -> offsets(topic, partitions, OffsetSpec.forTimestamp(time.toEpochMilli())));
  }

  @Override
  public void close() {
    admin.close(TIMEOUT);
  }

  private Mono<List<Integer>> partitions(String topic) {
    return describe(topic).map(TopicOffsets::numbers);
  }

  private Mono<TopicDescription> describe(String topic) {
    return Mono.fromCompletionStage(
            () -> admin.describeTopics(List.of(topic)).allTopicNames().toCompletionStage())
        .onErrorMap(
            UnknownTopicOrPartitionException.class,
            unknown -> new IllegalArgumentException("Kafka has no topic " + topic))
        .map(topics -> Objects.requireNonNull(topics.get(topic), "the topic that was asked for"));
  }

  private static List<Integer> numbers(TopicDescription description) {
    return description.partitions().stream().map(TopicPartitionInfo::partition).toList();
  }

  private Mono<Map<Integer, Long>> offsets(
      String topic, List<Integer> partitions, OffsetSpec which) {
    Map<TopicPartition, OffsetSpec> request =
        partitions.stream()
            .collect(
                Collectors.toMap(number -> new TopicPartition(topic, number), number -> which));
    return Mono.fromCompletionStage(
            () ->
                admin
                    .listOffsets(request, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                    .all()
                    .toCompletionStage())
        .map(TopicOffsets::byNumber);
  }

  private static Map<Integer, Long> byNumber(Map<TopicPartition, ListOffsetsResultInfo> answer) {
    return answer.entrySet().stream()
        .filter(entry -> entry.getValue().offset() != NONE)
        .collect(
            Collectors.toMap(
                entry -> entry.getKey().partition(), entry -> entry.getValue().offset()));
  }

  private static Map<Integer, OffsetRange> ranges(
      Map<Integer, Long> first, Map<Integer, Long> end) {
    Map<Integer, OffsetRange> ranges = new HashMap<>();
    first.forEach(
        (partition, from) ->
            // The two are read side by side, so retention may move the first past a known end.
            ranges.put(
                partition,
                new OffsetRange(
                    partition, from, Math.max(from, end.getOrDefault(partition, from)))));
    return ranges;
  }
}

package dev.visitortracker.worker.consume;

import dev.visitortracker.worker.progress.OffsetRange;
import dev.visitortracker.worker.progress.TopicState;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import reactor.core.publisher.Flux;
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

  /**
   * The topic's id, and the range of offsets that Kafka has of each partition.
   *
   * @return an error signal where a partition has no leader
   */
  public Mono<TopicState> state(String topic) {
    return state(topic, partition -> true, TIMEOUT)
        .flatMap(
            state ->
                state.leaderless().isEmpty()
                    ? Mono.just(state)
                    : Mono.error(() -> leaderless(topic, state.leaderless())));
  }

  /**
   * The topic's id and the offsets of some partitions, whether or not they have a leader.
   *
   * @param patience how long a partition may take to answer
   */
  Mono<TopicState> state(String topic, Predicate<Integer> wanted, Duration patience) {
    return describe(topic)
        .flatMap(
            description -> {
              List<Integer> numbers = numbers(description).stream().filter(wanted).toList();
              return Mono.zip(
                  answers(topic, numbers, OffsetSpec.earliest(), patience),
                  answers(topic, numbers, OffsetSpec.latest(), patience),
                  (first, end) -> state(description, numbers, ranges(first, end)));
            });
  }

  private static TopicState state(
      TopicDescription description, List<Integer> numbers, Map<Integer, OffsetRange> ranges) {
    return new TopicState(
        description.topicId().toString(),
        ranges,
        numbers.stream()
            .filter(number -> !ranges.containsKey(number))
            .collect(Collectors.toUnmodifiableSet()));
  }

  private static IllegalStateException leaderless(String topic, Set<Integer> partitions) {
    return new IllegalStateException(
        "no broker answers for partition "
            + partitions.stream().sorted().map(String::valueOf).collect(Collectors.joining(", "))
            + " of "
            + topic);
  }

  /** Partition to the range from the first offset that Kafka still has to its end. */
  public Mono<Map<Integer, OffsetRange>> bounds(String topic) {
    return state(topic).map(TopicState::partitions);
  }

  /**
   * The offset that Kafka appends next, for each partition that has a leader.
   *
   * @param patience how long a partition may take to answer
   */
  public Mono<Map<Integer, Long>> ends(String topic, Duration patience) {
    return partitions(topic)
        .flatMap(partitions -> answers(topic, partitions, OffsetSpec.latest(), patience));
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
    return Mono.fromCompletionStage(
            () ->
                admin
                    .listOffsets(
                        request(topic, partitions, which),
                        new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                    .all()
                    .toCompletionStage())
        .map(TopicOffsets::byNumber);
  }

  /** Partition to its offset; a partition for which no broker answers in time is missing. */
  private Mono<Map<Integer, Long>> answers(
      String topic, List<Integer> partitions, OffsetSpec which, Duration patience) {
    return Mono.fromSupplier(
            () ->
                admin.listOffsets(
                    request(topic, partitions, which),
                    new ListOffsetsOptions(IsolationLevel.READ_COMMITTED)
                        .timeoutMs(Math.toIntExact(patience.toMillis()))))
        .flatMapMany(
            result ->
                Flux.fromIterable(partitions)
                    .concatMap(number -> answer(result, new TopicPartition(topic, number)), 1))
        .collectMap(Map.Entry::getKey, Map.Entry::getValue);
  }

  private static Mono<Map.Entry<Integer, Long>> answer(
      ListOffsetsResult result, TopicPartition partition) {
    return Mono.fromCompletionStage(() -> result.partitionResult(partition).toCompletionStage())
        .map(answer -> Map.entry(partition.partition(), answer.offset()))
        .onErrorResume(RetriableException.class, noLeader -> Mono.empty());
  }

  private static Map<TopicPartition, OffsetSpec> request(
      String topic, List<Integer> partitions, OffsetSpec which) {
    return partitions.stream()
        .collect(Collectors.toMap(number -> new TopicPartition(topic, number), number -> which));
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
        (partition, from) -> {
          Long to = end.get(partition);
          if (to != null) {
            // The two are read side by side, so retention may move the first past a known end.
            ranges.put(partition, new OffsetRange(partition, from, Math.max(from, to)));
          }
        });
    return ranges;
  }
}

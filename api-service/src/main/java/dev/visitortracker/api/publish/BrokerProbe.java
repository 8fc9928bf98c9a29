package dev.visitortracker.api.publish;

import dev.visitortracker.event.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartitionInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.util.function.Tuple2;

/**
 * Asks the brokers whether a partition of the topic has a leader. The producer cannot tell: its
 * metadata stay in memory when the brokers go away. One leader is enough, since records have no key
 * and the producer leaves out the partitions that have none. The first good answer warms the
 * producer up, before any event waits for it.
 */
final class BrokerProbe {
  private static final Logger log = LoggerFactory.getLogger(BrokerProbe.class);
  private static final Duration FOR_EVER = Duration.ofMillis(Long.MAX_VALUE);

  private final Supplier<CompletionStage<Map<String, TopicDescription>>> topics;
  private final Mono<Boolean> warmUp;
  private final BrokerState state;
  private final Duration timeout;
  private final AtomicLong leaderless = new AtomicLong();

  /**
   * @param topics asks the brokers for the topic, by its name
   * @param timeout after which an answer counts as failed
   */
  BrokerProbe(
      Supplier<CompletionStage<Map<String, TopicDescription>>> topics,
      Mono<Void> warmUp,
      BrokerState state,
      Duration timeout) {
    this.topics = topics;
    this.warmUp = onceSuccessful(warmUp);
    this.state = state;
    this.timeout = timeout;
  }

  /** The question for Kafka's own client. */
  static Supplier<CompletionStage<Map<String, TopicDescription>>> topics(
      Admin admin, Duration timeout) {
    var options = new DescribeTopicsOptions().timeoutMs((int) timeout.toMillis());
    return () ->
        admin
            .describeTopics(List.of(Topics.VISIT_EVENTS), options)
            .allTopicNames()
            .toCompletionStage();
  }

  Mono<Void> ask() {
    return Mono.fromCompletionStage(topics)
        .publishOn(Schedulers.parallel())
        .timeout(timeout)
        .elapsed()
        .delayUntil(answer -> warmUp)
        .doOnNext(this::record)
        .doOnError(state::failed)
        .onErrorComplete()
        .then();
  }

  private static Mono<Boolean> onceSuccessful(Mono<Void> task) {
    return task.thenReturn(true)
        .cache(done -> FOR_EVER, error -> Duration.ZERO, () -> Duration.ZERO);
  }

  private void record(Tuple2<Long, Map<String, TopicDescription>> answer) {
    List<TopicPartitionInfo> partitions =
        answer.getT2().values().stream().flatMap(topic -> topic.partitions().stream()).toList();
    long led = partitions.stream().filter(BrokerProbe::isLed).count();
    if (led > 0) {
      state.answered(Duration.ofMillis(answer.getT1()));
      tellOfLeaderless(partitions.size() - led, partitions.size());
    } else {
      state.failed("no partition of " + Topics.VISIT_EVENTS + " has a leader");
    }
  }

  private static boolean isLed(TopicPartitionInfo partition) {
    return partition.leader() != null && !partition.leader().isEmpty();
  }

  private void tellOfLeaderless(long now, int all) {
    if (leaderless.getAndSet(now) != now) {
      log.warn("{} of {} partitions of {} have no leader", now, all, Topics.VISIT_EVENTS);
    }
  }
}

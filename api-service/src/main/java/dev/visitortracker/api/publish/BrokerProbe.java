package dev.visitortracker.api.publish;

import dev.visitortracker.event.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.util.function.Tuple2;

/**
 * Asks the brokers whether each partition of the topic has a leader. The producer cannot tell: its
 * metadata stay in memory when the brokers go away. The first good answer warms the producer up,
 * before any event waits for it.
 */
final class BrokerProbe {
  private static final Duration FOR_EVER = Duration.ofMillis(Long.MAX_VALUE);

  private final Admin admin;
  private final Mono<Boolean> warmUp;
  private final BrokerState state;
  private final DescribeTopicsOptions options;
  private final Duration timeout;

  BrokerProbe(Admin admin, Mono<Void> warmUp, BrokerState state, Duration timeout) {
    this.admin = admin;
    this.warmUp = onceSuccessful(warmUp);
    this.state = state;
    this.timeout = timeout;
    this.options = new DescribeTopicsOptions().timeoutMs((int) timeout.toMillis());
  }

  Mono<Void> ask() {
    return Mono.fromCompletionStage(this::describe)
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

  private CompletionStage<Map<String, TopicDescription>> describe() {
    return admin
        .describeTopics(List.of(Topics.VISIT_EVENTS), options)
        .allTopicNames()
        .toCompletionStage();
  }

  private void record(Tuple2<Long, Map<String, TopicDescription>> answer) {
    boolean isLed =
        answer.getT2().values().stream()
            .flatMap(topic -> topic.partitions().stream())
            .allMatch(partition -> partition.leader() != null && !partition.leader().isEmpty());
    if (isLed) {
      state.answered(Duration.ofMillis(answer.getT1()));
    } else {
      state.failed("a partition of " + Topics.VISIT_EVENTS + " has no leader");
    }
  }
}

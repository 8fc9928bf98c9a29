package dev.visitortracker.api.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visitortracker.event.Topics;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartitionInfo;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class BrokerProbeTest {
  private static final Node LEADER = new Node(1, "127.0.0.1", 9092);
  private final BrokerState state = new BrokerState(InstantSource.system());

  @Test
  void broker_isUp_whenOnePartitionOfManyHasALeader() {
    ask(topic(null, Node.noNode(), LEADER));

    assertThat(state.seen().isUp()).isTrue();
  }

  @Test
  void broker_isAway_whenNoPartitionHasALeader() {
    ask(topic(LEADER));
    ask(topic(null, Node.noNode()));

    assertThat(state.seen().isUp()).isFalse();
    assertThat(state.seen().error()).contains("no partition").contains("has a leader");
  }

  @Test
  void broker_isAway_whenItDoesNotAnswer() {
    ask(topic(LEADER));
    ask(CompletableFuture.failedFuture(new IllegalStateException("gone")));

    assertThat(state.seen().isUp()).isFalse();
  }

  private void ask(CompletionStage<Map<String, TopicDescription>> answer) {
    new BrokerProbe(() -> answer, Mono.empty(), state, Duration.ofSeconds(5))
        .ask()
        .as(StepVerifier::create)
        .verifyComplete();
  }

  private static CompletionStage<Map<String, TopicDescription>> topic(@Nullable Node... leaders) {
    List<TopicPartitionInfo> partitions = new ArrayList<>();
    for (int number = 0; number < leaders.length; number++) {
      partitions.add(new TopicPartitionInfo(number, leaders[number], List.of(), List.of()));
    }
    return CompletableFuture.completedFuture(
        Map.of(Topics.VISIT_EVENTS, new TopicDescription(Topics.VISIT_EVENTS, false, partitions)));
  }
}

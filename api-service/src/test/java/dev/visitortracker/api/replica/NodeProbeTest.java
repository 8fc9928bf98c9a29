package dev.visitortracker.api.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visitortracker.api.token.Position;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** What a probe makes of answers; that PostgreSQL gives them is shown by {@code ReplicaLagIT}. */
class NodeProbeTest {
  private static final ReplicaSettings SETTINGS =
      Nodes.settings(Map.of("probe-timeout", "1s", "max-lag", "10s"));
  private static final Instant STORED_AT = Instant.parse("2026-01-02T03:04:00Z");

  private static final Position AHEAD = new Position(Map.of(0, 7L, 3, 9L));

  private Instant now = Instant.parse("2026-01-02T03:04:05Z");
  private final FakeServer reads = new FakeServer();
  private final FakeServer probes = new FakeServer();
  private final FakeServer otherProbes = new FakeServer();
  private final Node node = node("first", reads, probes);
  private final Node other = node("second", new FakeServer(), otherProbes);
  private final PositionWaiters waiters = new PositionWaiters(10);
  private final NodeProbe probe = new NodeProbe(List.of(node, other), waiters, SETTINGS);

  @Test
  void node_isUsableAndAsFarAsItSays_whenItAnswers() {
    probes.answers(shows(700));

    ask(0);

    NodeState state = node.state();
    assertThat(state.isUsable()).isTrue();
    assertThat(state.seen()).isEqualTo(new ProbeResult(700, 900, 0, true, STORED_AT, AHEAD));
  }

  @Test
  void node_hasNoTime_whenNothingWasEverStored() {
    probes.answers(
        Mono.just(new Object[] {700L, 0L, 0, true, null, new Integer[] {}, new Long[] {}}));

    ask(0);

    assertThat(node.state().seen())
        .isEqualTo(new ProbeResult(700, 0, 0, true, null, Position.START));
  }

  @Test
  void connections_areOpenedBeforeTheNodeServes_andAreKeptWhileItDoes() {
    probes.answers(shows(700));

    ask(0);
    ask(0);

    assertThat(reads.opened).hasValue(1);
  }

  @Test
  void connections_areRenewed_whenTheNodeComesBack() {
    probes.answers(shows(700));
    ask(0);
    node.lost(new IllegalStateException("gone"));

    ask(0);

    assertThat(node.state().isUsable()).isTrue();
    assertThat(reads.opened).hasValue(2);
    assertThat(reads.closed).hasValue(1);
  }

  @Test
  void node_isDown_whenItsAnswerIsAnError() {
    probes.answers(shows(700));
    ask(0);
    probes.answers(Mono.error(new IllegalStateException("no such table")));

    ask(0);

    assertThat(node.state().kind()).isEqualTo(NodeState.Kind.DOWN);
    assertThat(node.state().reason()).isNotBlank().doesNotContain("no such table");
    assertThat(node.state().seen()).isEqualTo(ProbeResult.NONE);
  }

  @Test
  void node_isDown_whenItDoesNotAnswerInTime() {
    probes.answers(shows(700));
    ask(0);
    probes.answers(Mono.never());

    StepVerifier.withVirtualTime(() -> probe.questions().getFirst().get())
        .thenAwait(SETTINGS.probeTimeout())
        .verifyComplete();

    assertThat(node.state().kind()).isEqualTo(NodeState.Kind.DOWN);
  }

  @Test
  void node_lags_whenAnotherHasShownMoreForTooLong() {
    probes.answers(shows(700));
    otherProbes.answers(shows(800));
    ask(1);
    ask(0);
    now = now.plus(SETTINGS.maxLag()).plusMillis(1);

    ask(0);

    assertThat(node.state().kind()).isEqualTo(NodeState.Kind.LAGGING);
    assertThat(other.state().isUsable()).isTrue();
  }

  @Test
  void node_isThePrimary_fromTheProbeOnThatSaysSo() {
    probes.answers(shows(700));
    ask(0);
    assertThat(node.isPrimary()).isFalse();
    probes.answers(writes(700, 2));

    ask(0);

    assertThat(node.isPrimary()).isTrue();
    assertThat(node.state().isUsable()).isTrue();
  }

  @Test
  void primary_isReplaced_whenAnotherWasPromotedAfterIt() {
    probes.answers(writes(900, 1));
    otherProbes.answers(writes(800, 2));
    ask(1);

    ask(0);

    assertThat(node.state().kind()).isEqualTo(NodeState.Kind.REPLACED);
    assertThat(node.state().seen()).isEqualTo(ProbeResult.NONE);
    assertThat(node.isPrimary()).isFalse();
    assertThat(other.state().isUsable()).isTrue();
  }

  @Test
  void node_servesAgain_whenItHasBecomeAStandbyOfItsSuccessor() {
    probes.answers(writes(900, 1));
    otherProbes.answers(writes(800, 2));
    ask(1);
    ask(0);
    probes.answers(shows(800));

    ask(0);

    assertThat(node.state().isUsable()).isTrue();
  }

  @Test
  void requestsThatWait_lookAgain_whenTheNodeHasAnswered() {
    probes.answers(shows(700));
    var wanted = new Position(Map.of(3, 9L));

    StepVerifier.create(
            waiters.until(() -> node.state().hasReached(wanted), Duration.ofSeconds(60)))
        .then(() -> ask(0))
        .expectNext(true)
        .verifyComplete();
  }

  private void ask(int number) {
    StepVerifier.create(probe.questions().get(number).get()).verifyComplete();
  }

  private static Mono<Object[]> shows(long place) {
    return answer(place, 0);
  }

  private static Mono<Object[]> writes(long place, int timeline) {
    return answer(place, timeline);
  }

  private static Mono<Object[]> answer(long place, int timeline) {
    return Mono.just(
        new Object[] {
          place,
          900L,
          timeline,
          true,
          STORED_AT.toEpochMilli(),
          new Integer[] {0, 3},
          new Long[] {7L, 9L}
        });
  }

  private Node node(String name, FakeServer reads, FakeServer probes) {
    return new Node(
        name,
        1,
        reads.connections(SETTINGS.attemptTimeout(), SETTINGS.maxValidationTime()),
        probes.connections(SETTINGS.attemptTimeout(), SETTINGS.maxValidationTime()),
        () -> now);
  }
}

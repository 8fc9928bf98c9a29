package dev.visitortracker.api.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visitortracker.api.replica.ReadOutcome.Served;
import dev.visitortracker.api.replica.ReadOutcome.Unserved;
import dev.visitortracker.api.replica.selection.SelectionKind;
import dev.visitortracker.api.telemetry.Metrics;
import dev.visitortracker.api.token.Position;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import io.r2dbc.spi.R2dbcRollbackException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.publisher.PublisherProbe;

/** Reads on nodes whose servers are in memory; what PostgreSQL itself answers is in the ITs. */
class ReplicaSetTest {
  private static final ReadTerms ANY = new ReadTerms(Position.START, null);
  private static final Position AHEAD = new Position(Map.of(0, 7L));
  private static final Duration AFTER = Duration.ofMillis(100);
  private static final ReplicaSettings SETTINGS = Nodes.settings(Map.of("deadline", "6s"));

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final Metrics metrics = new Metrics(registry);
  private final Node first = Nodes.node("first");
  private final Node second = Nodes.node("second");
  private final Node primary = Nodes.node("primary");
  private final PositionWaiters waiters = new PositionWaiters(10);
  private final Deque<Mono<String>> answers = new ArrayDeque<>();

  @Test
  void read_isServedByOneNode_whenThatAnswers() {
    usable(first, second);
    answers.add(Mono.just("row"));

    read(Duration.ZERO).expectNext(new Served<>("row", "first")).verifyComplete();

    assertThat(ended("first", "SERVED")).isEqualTo(1);
  }

  @Test
  void read_goesToTheNextNode_andTheNodeLeaves_whenTheNodeIsLost() {
    usable(first, second);
    answers.add(Mono.error(new IOException("reset")));
    answers.add(Mono.just("row"));

    read(Duration.ZERO).expectNext(new Served<>("row", "second")).verifyComplete();

    assertThat(set(Duration.ZERO).serving()).containsExactly("second");
    assertThat(ended("first", "NODE_LOST")).isEqualTo(1);
  }

  @Test
  void read_goesToTheNextNode_andTheNodeStays_whenTheNodeCannotServeItNow() {
    usable(first, second);
    answers.add(Mono.error(new R2dbcRollbackException("conflict with recovery", "40001")));
    answers.add(Mono.just("row"));

    read(Duration.ZERO).expectNext(new Served<>("row", "second")).verifyComplete();

    assertThat(set(Duration.ZERO).serving()).containsExactlyInAnyOrder("first", "second");
  }

  @Test
  void read_goesToThePrimary_whenEveryReplicaFailsIt() {
    usable(first, second, primary);
    answers.add(Mono.error(new IOException("reset")));
    answers.add(Mono.error(new IOException("reset")));
    answers.add(Mono.just("row"));

    read(Duration.ZERO).expectNext(new Served<>("row", "primary")).verifyComplete();
  }

  @Test
  void read_isTooSlow_andNoOtherNodeIsAsked_whenPostgresHasCancelledIt() {
    usable(first, second);
    answers.add(Mono.error(new R2dbcNonTransientResourceException("cancelled", "57014")));

    read(Duration.ZERO).expectNext(unserved(ReadOutcome.Reason.TOO_SLOW)).verifyComplete();

    assertThat(set(Duration.ZERO).serving()).containsExactlyInAnyOrder("first", "second");
  }

  @Test
  void read_fails_andNoOtherNodeIsAsked_whenItIsADefect() {
    usable(first, second);
    answers.add(Mono.error(new IllegalStateException("defect")));

    read(Duration.ZERO).verifyErrorMessage("defect");

    assertThat(ended("first", "DEFECT")).isEqualTo(1);
  }

  @Test
  void read_findsNoNode_whenAllAreLost() {
    usable(first, second);
    answers.add(Mono.error(new IOException("reset")));
    answers.add(Mono.error(new IOException("reset")));

    read(Duration.ZERO).expectNext(unserved(ReadOutcome.Reason.NO_NODE)).verifyComplete();

    assertThat(set(Duration.ZERO).isUsable()).isFalse();
  }

  @Test
  void read_findsNoNode_whenNoneHasReachedThePosition() {
    usable(first, second, primary);

    set(Duration.ZERO)
        .read(new ReadTerms(AHEAD, null), this::work)
        .as(StepVerifier::create)
        .expectNext(unserved(ReadOutcome.Reason.NO_NODE))
        .verifyComplete();
  }

  @Test
  void read_isTooSlow_andIsCancelled_whenItsDeadlineHasPassed() {
    usable(first, second);
    PublisherProbe<String> hanging = PublisherProbe.of(Mono.never());
    answers.add(hanging.mono());

    StepVerifier.withVirtualTime(() -> set(Duration.ZERO).read(ANY, this::work))
        .expectSubscription()
        .expectNoEvent(SETTINGS.deadline().minusMillis(1))
        .thenAwait(Duration.ofMillis(1))
        .expectNext(unserved(ReadOutcome.Reason.TOO_SLOW))
        .verifyComplete();

    hanging.assertWasCancelled();
  }

  @Test
  void read_isServedByTheSecondNode_andTheFirstIsCancelled_whenTheFirstTakesLong() {
    usable(first, second);
    PublisherProbe<String> hanging = PublisherProbe.of(Mono.never());
    answers.add(hanging.mono());
    answers.add(Mono.just("row"));

    StepVerifier.withVirtualTime(() -> set(AFTER).read(ANY, this::work))
        .thenAwait(AFTER)
        .expectNext(new Served<>("row", "second"))
        .verifyComplete();

    hanging.assertWasCancelled();
    assertThat(first.inFlight()).isZero();
  }

  @Test
  void read_isNotSentTwice_whenOnlyThePrimaryIsLeft() {
    usable(first, primary);
    answers.add(Mono.delay(AFTER.multipliedBy(2)).thenReturn("row"));

    StepVerifier.withVirtualTime(() -> set(AFTER).read(ANY, this::work))
        .thenAwait(AFTER.multipliedBy(2))
        .expectNext(new Served<>("row", "first"))
        .verifyComplete();
  }

  @Test
  void eachNode_isRead_andTheAnswerOfOneThatIsLostIsMissing() {
    usable(first, second);
    answers.add(Mono.error(new IOException("reset")));
    answers.add(Mono.just("row"));

    set(Duration.ZERO)
        .readEach(this::work)
        .as(StepVerifier::create)
        .expectNext(Map.of("second", "row"))
        .verifyComplete();

    assertThat(set(Duration.ZERO).serving()).containsExactly("second");
  }

  @Test
  void eachNode_isReadInVain_whenTheWorkIsADefect() {
    usable(first);
    answers.add(Mono.error(new IllegalStateException("defect")));

    set(Duration.ZERO).readEach(this::work).as(StepVerifier::create).verifyErrorMessage("defect");
  }

  @Test
  void wait_endsAtAReplica_whenOneHasReachedThePosition() {
    usable(first, second);
    Nodes.reached(second, AHEAD);

    await().expectNext(Reached.REPLICA).verifyComplete();
  }

  @Test
  void wait_endsAtThePrimary_whenNoReplicaReachesThePositionInTime() {
    usable(first);
    Nodes.isPrimary(primary, AHEAD);

    await().expectNext(Reached.PRIMARY).verifyComplete();

    assertThat(registry.get("read.after.wait").tag("reached", "PRIMARY").timer().count())
        .isEqualTo(1);
  }

  @Test
  void wait_endsNowhere_whenNoNodeReachesThePositionInTime() {
    usable(first, primary);

    await().expectNext(Reached.NONE).verifyComplete();
  }

  @Test
  void visible_isWhatEveryReplicaHas_andFurthestWhatAnyNodeHas() {
    Nodes.reached(first, new Position(Map.of(0, 7L, 1, 2L)));
    Nodes.reached(second, new Position(Map.of(0, 5L, 1, 4L)));
    Nodes.isPrimary(primary, new Position(Map.of(0, 9L)));

    ReplicaSet set = set(Duration.ZERO);

    assertThat(set.visible()).hasValue(new Position(Map.of(0, 5L, 1, 2L)));
    assertThat(set.furthest()).isEqualTo(new Position(Map.of(0, 9L, 1, 4L)));
  }

  private StepVerifier.FirstStep<ReadOutcome<String>> read(Duration hedgeAfter) {
    return StepVerifier.create(set(hedgeAfter).read(ANY, this::work));
  }

  /** Answers as the test has said, in that order. */
  private Mono<String> work(Connection connection) {
    return answers.remove();
  }

  /** With no time to wait. */
  private StepVerifier.FirstStep<Reached> await() {
    return StepVerifier.create(set(Duration.ZERO).await(AHEAD, Duration.ZERO));
  }

  /**
   * @param hedgeAfter zero: no read is sent twice
   */
  private ReplicaSet set(Duration hedgeAfter) {
    return new ReplicaSet(
        new Rotation(
            List.of(first, second, primary),
            PrimaryReads.FALLBACK,
            SelectionKind.ROUND_ROBIN.selection()),
        waiters,
        new Hedges(hedgeAfter, new HedgeBudget(1, 1), metrics),
        metrics,
        SETTINGS);
  }

  private void usable(Node... nodes) {
    for (Node node : nodes) {
      if (node == primary) {
        Nodes.isPrimary(node, Position.START);
      } else {
        Nodes.reached(node, Position.START);
      }
    }
  }

  private static Unserved<String> unserved(ReadOutcome.Reason reason) {
    return new Unserved<>(reason, SETTINGS.retryAfter());
  }

  private double ended(String replica, String outcome) {
    return registry
        .find("replica.reads.ended")
        .tags("replica", replica, "outcome", outcome)
        .counters()
        .stream()
        .mapToDouble(Counter::count)
        .sum();
  }
}

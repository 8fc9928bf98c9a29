package dev.visitortracker.api.replica;

import dev.visitortracker.api.lifecycle.ErrorBoundary;
import dev.visitortracker.api.replica.ReadOutcome.Served;
import dev.visitortracker.api.replica.ReadOutcome.Unserved;
import dev.visitortracker.api.replica.selection.SelectionKind;
import dev.visitortracker.api.telemetry.Metrics;
import dev.visitortracker.api.token.Position;
import io.r2dbc.spi.Connection;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.function.Tuple2;

/**
 * Reads from the replicas. A replica that fails a read leaves the rotation and the read goes on to
 * the next one, last to the primary where there is one; a good probe brings the replica back. A
 * replica that takes long is not waited for alone.
 */
public final class ReplicaSet {
  private final Rotation rotation;
  private final PositionWaiters waiting;
  private final Hedges hedges;
  private final Metrics metrics;
  private final ReplicaSettings settings;

  ReplicaSet(
      Rotation rotation,
      PositionWaiters waiting,
      Hedges hedges,
      Metrics metrics,
      ReplicaSettings settings) {
    this.rotation = rotation;
    this.waiting = waiting;
    this.hedges = hedges;
    this.metrics = metrics;
    this.settings = settings;
  }

  /**
   * Does the work on one node, and once more on the next where the node fails it.
   *
   * @param terms which nodes may serve
   * @param work only selects; consumes all of its results, one statement at a time, and always
   *     gives a value
   */
  public <T> Mono<ReadOutcome<T>> read(ReadTerms terms, Function<Connection, Mono<T>> work) {
    return Mono.defer(() -> read(work, rotation.next(terms)))
        .defaultIfEmpty(unserved(ReadOutcome.Reason.NO_NODE))
        .timeout(settings.deadline(), Mono.just(unserved(ReadOutcome.Reason.TOO_SLOW)))
        .transform(ErrorBoundary::around);
  }

  /** Waits until a replica that serves reads has everything before the position. */
  public Mono<Reached> await(Position position, Duration atMost) {
    return waiting
        .until(() -> rotation.isServed(position), atMost)
        .map(isServed -> isServed ? Reached.REPLICA : rotation.onPrimary(position))
        .elapsed()
        .doOnNext(end -> metrics.readAfter(end.getT2().name(), Duration.ofMillis(end.getT1())))
        .map(Tuple2::getT2);
  }

  /** Whether the primary has committed everything before the position, at the latest in time. */
  public Mono<Boolean> awaitStored(Position position, Duration atMost) {
    return waiting.until(() -> rotation.isStored(position), atMost);
  }

  /** Whether every read shows everything before the position, at the latest in time. */
  public Mono<Boolean> awaitVisible(Position position, Duration atMost) {
    return waiting.until(() -> rotation.isServedEverywhere(position), atMost);
  }

  /**
   * The position that every read shows now, whichever node serves it; none while no node serves.
   */
  public Optional<Position> visible() {
    return rotation.visible();
  }

  /** The names of the nodes that reads go to now. */
  public Set<String> serving() {
    return rotation.read().stream().map(Node::name).collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Does the work on every node, side by side, whether it serves reads or not. A node that is down
   * or fails the work is missing in the answer.
   *
   * @param work as for {@link #read}
   */
  public <T> Mono<Map<String, T>> readEach(Function<Connection, Mono<T>> work) {
    List<Node> nodes = rotation.nodes();
    return Flux.fromIterable(nodes)
        .flatMapSequential(
            node -> ask(node, work).map(value -> Map.entry(node.name(), value)), nodes.size(), 1)
        .collect(
            LinkedHashMap::new,
            (answers, answer) -> answers.put(answer.getKey(), answer.getValue()));
  }

  /** How far the nodes have come together. */
  public Position furthest() {
    return rotation.nodes().stream()
        .map(node -> node.state().position())
        .reduce(Position.START, Position::and);
  }

  /** What readers are told to wait whom no node can serve now. */
  public Duration retryAfter() {
    return settings.retryAfter();
  }

  /** All nodes by name, in the order of the configuration. */
  public Map<String, NodeState> states() {
    return rotation.states();
  }

  /** The state of each node now. */
  public List<NodeReport> report() {
    return rotation.nodes().stream()
        .map(node -> new NodeReport(node.name(), node.weight(), node.inFlight(), node.state()))
        .toList();
  }

  /** How replicas are chosen. */
  public SelectionKind selection() {
    return settings.selection();
  }

  /** Whether a read would find a node now. */
  public boolean isUsable() {
    return rotation.isThere();
  }

  /** Empty where no node has served. */
  private <T> Mono<ReadOutcome<T>> read(Function<Connection, Mono<T>> work, Candidates candidates) {
    Mono<ReadOutcome<T>> attempt = Mono.defer(() -> attempt(work, candidates));
    return hedges.of(attempt, attempt, candidates::hasChoice);
  }

  private <T> Mono<ReadOutcome<T>> attempt(
      Function<Connection, Mono<T>> work, Candidates candidates) {
    Node node = candidates.next();
    if (node == null) {
      return Mono.empty();
    }
    metrics.readBegun(node.name());
    return node.read(work)
        .<ReadOutcome<T>>map(value -> new Served<>(value, node.name()))
        .doOnNext(served -> metrics.readEnded(node.name(), "SERVED"))
        .onErrorResume(error -> afterFailure(error, node, work, candidates));
  }

  private <T> Mono<ReadOutcome<T>> afterFailure(
      Throwable error, Node node, Function<Connection, Mono<T>> work, Candidates candidates) {
    ReadFailure failure = ReadFailure.of(error);
    metrics.readEnded(node.name(), failure.name());
    return switch (failure) {
      case NODE_LOST -> {
        node.lost(error);
        yield attempt(work, candidates);
      }
      case NOT_NOW -> attempt(work, candidates);
      case TOO_SLOW -> Mono.just(unserved(ReadOutcome.Reason.TOO_SLOW));
      case DEFECT -> Mono.error(error);
    };
  }

  private static <T> Mono<T> ask(Node node, Function<Connection, Mono<T>> work) {
    return node.state().kind() == NodeState.Kind.DOWN
        ? Mono.empty()
        : node.read(work).onErrorResume(error -> withoutAnswer(node, error));
  }

  private static <T> Mono<T> withoutAnswer(Node node, Throwable error) {
    return switch (ReadFailure.of(error)) {
      case NODE_LOST -> {
        node.lost(error);
        yield Mono.empty();
      }
      case NOT_NOW, TOO_SLOW -> Mono.empty();
      case DEFECT -> Mono.error(error);
    };
  }

  private <T> ReadOutcome<T> unserved(ReadOutcome.Reason reason) {
    return new Unserved<>(reason, settings.retryAfter());
  }
}

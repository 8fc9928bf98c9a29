package dev.visitortracker.api.replica;

import io.r2dbc.spi.Connection;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/**
 * Reads from the replicas in turn. A replica that fails a read leaves the rotation and the read
 * goes on to the next one, last to the primary where there is one; a good probe brings the replica
 * back.
 */
public final class ReplicaSet {
  private final Rotation rotation;
  private final Duration deadline;
  private final Duration retryAfter;

  ReplicaSet(Rotation rotation, Duration deadline, Duration retryAfter) {
    this.rotation = rotation;
    this.deadline = deadline;
    this.retryAfter = retryAfter;
  }

  /**
   * Does the work on one node, and once more on the next where the node fails it.
   *
   * @param work only selects; consumes all of its results, one statement at a time, and always
   *     gives a value
   */
  public <T> Mono<ReadOutcome<T>> read(Function<Connection, Mono<T>> work) {
    return Mono.defer(() -> attempt(work, rotation.next()))
        .timeout(deadline, Mono.fromSupplier(() -> unserved(Unserved.Reason.TOO_SLOW)));
  }

  /** All nodes by name, in the order of the configuration, the primary last. */
  public Map<String, NodeState> states() {
    return rotation.states();
  }

  /** Whether a read would find a node now. */
  public boolean isUsable() {
    return rotation.nodes().stream().anyMatch(node -> node.state().isUsable());
  }

  private <T> Mono<ReadOutcome<T>> attempt(
      Function<Connection, Mono<T>> work, Iterator<Node> candidates) {
    if (!candidates.hasNext()) {
      return Mono.just(unserved(Unserved.Reason.NO_NODE));
    }
    Node node = candidates.next();
    return node.read(work)
        .<ReadOutcome<T>>map(value -> new Served<>(value, node.name()))
        .onErrorResume(error -> afterFailure(error, node, work, candidates));
  }

  private <T> Mono<ReadOutcome<T>> afterFailure(
      Throwable error, Node node, Function<Connection, Mono<T>> work, Iterator<Node> candidates) {
    return switch (ReadFailure.of(error)) {
      case NODE_LOST -> {
        node.lost(error);
        yield attempt(work, candidates);
      }
      case NOT_NOW -> attempt(work, candidates);
      case TOO_SLOW -> Mono.just(unserved(Unserved.Reason.TOO_SLOW));
      case DEFECT -> Mono.error(error);
    };
  }

  private <T> ReadOutcome<T> unserved(Unserved.Reason reason) {
    return new Unserved<>(reason, retryAfter);
  }
}

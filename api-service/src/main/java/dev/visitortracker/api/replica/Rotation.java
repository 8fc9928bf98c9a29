package dev.visitortracker.api.replica;

import dev.visitortracker.api.token.Position;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Round-robin over the replicas that are usable now; the primary comes after all of them. */
final class Rotation {
  private final List<Node> replicas;
  private final @Nullable Node primary;
  private final AtomicInteger turn = new AtomicInteger();

  Rotation(List<Node> replicas, @Nullable Node primary) {
    this.replicas = List.copyOf(replicas);
    this.primary = primary;
  }

  /** The nodes to try for one read, in this order. */
  Iterator<Node> next(ReadTerms terms) {
    List<Node> candidates = new ArrayList<>(replicas.size() + 1);
    int first = replicas.isEmpty() ? 0 : Math.floorMod(turn.getAndIncrement(), replicas.size());
    for (int i = 0; i < replicas.size(); i++) {
      addIfUsable(candidates, replicas.get((first + i) % replicas.size()), terms);
    }
    if (primary != null) {
      addIfUsable(candidates, primary, terms);
    }
    return candidates.iterator();
  }

  /** The replicas, then the primary. */
  List<Node> nodes() {
    List<Node> nodes = new ArrayList<>(replicas);
    if (primary != null) {
      nodes.add(primary);
    }
    return nodes;
  }

  Map<String, NodeState> states() {
    Map<String, NodeState> states = new LinkedHashMap<>();
    nodes().forEach(node -> states.put(node.name(), node.state()));
    return states;
  }

  Mono<Void> close() {
    return Mono.whenDelayError(nodes().stream().map(Node::close).toList());
  }

  /** Whether one of those that reads go to now has everything before the position. */
  boolean isServed(Position position) {
    List<NodeState> serving = serving();
    return serving.isEmpty()
        ? onPrimary(position) == Reached.PRIMARY
        : serving.stream().anyMatch(state -> state.hasReached(position));
  }

  private List<NodeState> serving() {
    return replicas.stream().map(Node::state).filter(NodeState::isUsable).toList();
  }

  /** What one node has, the primary has committed. */
  boolean isStored(Position position) {
    return nodes().stream().anyMatch(node -> node.state().hasReached(position));
  }

  /** Whether all of those that reads go to now have everything before the position. */
  boolean isServedEverywhere(Position position) {
    List<NodeState> serving = serving();
    return serving.isEmpty()
        ? onPrimary(position) == Reached.PRIMARY
        : serving.stream().allMatch(state -> state.hasReached(position));
  }

  /** Everything that all of those have that reads go to now; none where reads go nowhere. */
  Optional<Position> visible() {
    return read().stream().map(node -> node.state().position()).reduce(Position::common);
  }

  /** Those that reads go to now: the replicas that serve, or the primary while none does. */
  List<Node> read() {
    List<Node> usable = replicas.stream().filter(node -> node.state().isUsable()).toList();
    return usable.isEmpty()
        ? Stream.ofNullable(primary).filter(node -> node.state().isUsable()).toList()
        : usable;
  }

  Reached onPrimary(Position position) {
    return primary != null && serves(primary, position) ? Reached.PRIMARY : Reached.NONE;
  }

  private static boolean serves(Node node, Position position) {
    NodeState state = node.state();
    return state.isUsable() && state.hasReached(position);
  }

  private static void addIfUsable(List<Node> candidates, Node node, ReadTerms terms) {
    if (serves(node, terms.after())) {
      candidates.add(node);
    }
  }
}

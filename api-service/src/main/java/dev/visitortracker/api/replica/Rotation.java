package dev.visitortracker.api.replica;

import dev.visitortracker.api.replica.selection.Selection;
import dev.visitortracker.api.token.Position;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Who serves a read: the replicas that are usable now, in the order of the selection. Behind them
 * come the primary and then those that lag, which are asked only where all others have failed.
 */
final class Rotation {
  private final List<Node> replicas;
  private final @Nullable Node primary;
  private final Selection selection;

  Rotation(List<Node> replicas, @Nullable Node primary, Selection selection) {
    this.replicas = List.copyOf(replicas);
    this.primary = primary;
    this.selection = selection;
  }

  /** The nodes to try for one read. */
  Candidates next(ReadTerms terms) {
    List<Node> usable = replicas.stream().filter(node -> serves(node, terms.after())).toList();
    List<Node> lastResorts =
        Stream.concat(Stream.ofNullable(primary), replicas.stream())
            .filter(node -> !usable.contains(node) && isThere(node, terms.after()))
            .toList();
    return new Candidates(selection.order(usable, terms.caller()), lastResorts);
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

  /** The position that all nodes that serve reads now have reached; none if no node serves. */
  Optional<Position> visible() {
    return read().stream().map(node -> node.state().position()).reduce(Position::common);
  }

  /** The nodes that serve reads now: the usable replicas, or the primary if there is none. */
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

  private static boolean isThere(Node node, Position position) {
    return node.state().isThere() && node.state().hasReached(position);
  }
}

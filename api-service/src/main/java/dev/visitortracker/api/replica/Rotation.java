package dev.visitortracker.api.replica;

import dev.visitortracker.api.replica.selection.Selection;
import dev.visitortracker.api.token.Position;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import reactor.core.publisher.Mono;

/**
 * Who serves a read: the replicas that are usable now, in the order of the selection. Behind them
 * come the primary and then those that lag, which are asked only where all others have failed.
 * Which node is the primary is what each says of itself, so a promotion is followed at the next
 * probe.
 */
final class Rotation {
  private final List<Node> nodes;
  private final PrimaryReads primaryReads;
  private final Selection selection;

  Rotation(List<Node> nodes, PrimaryReads primaryReads, Selection selection) {
    this.nodes = List.copyOf(nodes);
    this.primaryReads = primaryReads;
    this.selection = selection;
  }

  /** The nodes to try for one read. */
  Candidates next(ReadTerms terms) {
    List<Node> usable = replicas().filter(node -> serves(node, terms.after())).toList();
    List<Node> lastResorts =
        Stream.concat(primary(), replicas())
            .filter(node -> !usable.contains(node) && isThere(node, terms.after()))
            .toList();
    return new Candidates(selection.order(usable, terms.caller()), lastResorts);
  }

  /** All nodes, in the order of the configuration. */
  List<Node> nodes() {
    return nodes;
  }

  /** Whether a read would find a node now. */
  boolean isThere() {
    return Stream.concat(primary(), replicas()).anyMatch(node -> node.state().isThere());
  }

  Map<String, NodeState> states() {
    Map<String, NodeState> states = new LinkedHashMap<>();
    nodes.forEach(node -> states.put(node.name(), node.state()));
    return states;
  }

  Mono<Void> close() {
    return Mono.whenDelayError(nodes.stream().map(Node::close).toList());
  }

  /** Whether one of those that reads go to now has everything before the position. */
  boolean isServed(Position position) {
    List<NodeState> serving = serving();
    return serving.isEmpty()
        ? onPrimary(position) == Reached.PRIMARY
        : serving.stream().anyMatch(state -> state.hasReached(position));
  }

  private List<NodeState> serving() {
    return replicas().map(Node::state).filter(NodeState::isUsable).toList();
  }

  /** What one node has, the primary has committed. */
  boolean isStored(Position position) {
    return nodes.stream().anyMatch(node -> node.state().hasReached(position));
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
    List<Node> usable = replicas().filter(node -> node.state().isUsable()).toList();
    return usable.isEmpty() ? primary().filter(node -> node.state().isUsable()).toList() : usable;
  }

  Reached onPrimary(Position position) {
    return primary().anyMatch(node -> serves(node, position)) ? Reached.PRIMARY : Reached.NONE;
  }

  private Stream<Node> replicas() {
    return nodes.stream().filter(node -> !node.isPrimary());
  }

  /** The primary, where reads may go to it; at most one but for the moment of a promotion. */
  private Stream<Node> primary() {
    return primaryReads == PrimaryReads.NEVER
        ? Stream.empty()
        : nodes.stream().filter(Node::isPrimary);
  }

  private static boolean serves(Node node, Position position) {
    NodeState state = node.state();
    return state.isUsable() && state.hasReached(position);
  }

  private static boolean isThere(Node node, Position position) {
    return node.state().isThere() && node.state().hasReached(position);
  }
}

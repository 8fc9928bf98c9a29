package dev.visitortracker.api.replica;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
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
  Iterator<Node> next() {
    List<Node> candidates = new ArrayList<>(replicas.size() + 1);
    int first = replicas.isEmpty() ? 0 : Math.floorMod(turn.getAndIncrement(), replicas.size());
    for (int i = 0; i < replicas.size(); i++) {
      addIfUsable(candidates, replicas.get((first + i) % replicas.size()));
    }
    if (primary != null) {
      addIfUsable(candidates, primary);
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

  private static void addIfUsable(List<Node> candidates, Node node) {
    if (node.state().isUsable()) {
      candidates.add(node);
    }
  }
}

package dev.visitortracker.api.replica;

import dev.visitortracker.api.token.Position;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** Nodes of servers in memory, and their settings. */
final class Nodes {
  private static final Duration LONG = Duration.ofHours(1);
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  private Nodes() {}

  /** The defaults, but for what is given by its key below {@code replica}. */
  static ReplicaSettings settings(Map<String, String> changed) {
    Map<String, String> keys = new HashMap<>();
    keys.put("replica.nodes[0].name", "x");
    keys.put("replica.nodes[0].host", "127.0.0.1");
    changed.forEach((key, value) -> keys.put("replica." + key, value));
    return new Binder(new MapConfigurationPropertySource(keys))
        .bind("replica", ReplicaSettings.class)
        .get();
  }

  /** Whose work may take an hour; it is down until a probe has answered. */
  static Node node(String name) {
    return new Node(
        name,
        1,
        new FakeServer().connections(LONG, LONG),
        new FakeServer().connections(LONG, LONG),
        () -> NOW);
  }

  /** A probe has seen everything before the position there. */
  static void reached(Node node, Position position) {
    node.answered(Duration.ZERO, new ProbeResult(1, 1, 0, true, NOW, position), 0, LONG);
  }

  /** The node has said that it takes writes, and has everything before the position. */
  static void isPrimary(Node node, Position position) {
    node.answered(Duration.ZERO, new ProbeResult(1, 1, 1, true, NOW, position), 0, LONG);
  }
}

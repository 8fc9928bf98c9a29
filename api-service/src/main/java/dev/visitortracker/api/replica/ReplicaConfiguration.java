package dev.visitortracker.api.replica;

import dev.visitortracker.api.lifecycle.Repeating;
import dev.visitortracker.api.telemetry.Metrics;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts the read pools together. */
@Configuration(proxyBeanMethods = false)
class ReplicaConfiguration {
  @Bean
  Rotation rotation(ReplicaSettings settings, InstantSource clock, Metrics metrics) {
    var pools = new Pools(settings);
    var rotation =
        new Rotation(
            settings.nodes().stream().map(node -> node(node, pools, clock)).toList(),
            settings.primary() == null ? null : node(settings.primary(), pools, clock));
    rotation
        .nodes()
        .forEach(node -> metrics.replicaUsable(node.name(), () -> node.state().isUsable() ? 1 : 0));
    return rotation;
  }

  @Bean
  ReplicaSet replicaSet(Rotation rotation, ReplicaSettings settings) {
    return new ReplicaSet(rotation, settings.deadline(), settings.retryAfter());
  }

  @Bean
  Repeating nodeProbe(Rotation rotation, ReplicaSettings settings) {
    var probe = new NodeProbe(rotation.nodes(), settings);
    return new Repeating(
        "the probe of the replicas", settings.probeInterval(), probe::askAll, rotation.close());
  }

  private static Node node(ReplicaSettings.Node node, Pools pools, InstantSource clock) {
    return new Node(node.name(), pools.reads(node), pools.probes(node), clock);
  }
}

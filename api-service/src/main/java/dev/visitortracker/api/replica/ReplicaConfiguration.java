package dev.visitortracker.api.replica;

import dev.visitortracker.api.lifecycle.Repeating;
import dev.visitortracker.api.telemetry.Metrics;
import dev.visitortracker.api.token.TokenSettings;
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
            settings.primaryReads(),
            settings.selection().selection());
    rotation
        .nodes()
        .forEach(
            node -> {
              metrics.replicaUsable(node.name(), () -> node.state().isUsable() ? 1 : 0);
              metrics.replicaPrimary(node.name(), () -> node.isPrimary() ? 1 : 0);
              metrics.readsInFlight(node.name(), node::inFlight);
            });
    return rotation;
  }

  @Bean
  PositionWaiters waiting(TokenSettings settings, Metrics metrics) {
    var waiting = new PositionWaiters(settings.maxWaiting());
    metrics.waitingForNodes(waiting::current);
    return waiting;
  }

  @Bean
  ReplicaSet replicaSet(
      Rotation rotation, PositionWaiters waiting, Metrics metrics, ReplicaSettings settings) {
    var budget = new HedgeBudget(settings.hedgeShare(), Pools.maxInFlight(settings));
    var hedges = new Hedges(settings.hedgeAfter(), budget, metrics);
    return new ReplicaSet(rotation, waiting, hedges, metrics, settings);
  }

  @Bean
  Repeating nodeProbe(Rotation rotation, PositionWaiters waiting, ReplicaSettings settings) {
    var probe = new NodeProbe(rotation.nodes(), waiting, settings);
    return new Repeating(
        "the probe of the replicas", settings.probeInterval(), probe.questions(), rotation.close());
  }

  private static Node node(ReplicaSettings.Node node, Pools pools, InstantSource clock) {
    return new Node(node.name(), node.weight(), pools.reads(node), pools.probes(node), clock);
  }
}

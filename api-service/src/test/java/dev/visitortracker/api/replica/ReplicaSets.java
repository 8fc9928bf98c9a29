package dev.visitortracker.api.replica;

import dev.visitortracker.api.replica.selection.SelectionKind;
import dev.visitortracker.api.telemetry.Metrics;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Replicas for tests of the stages that read or wait. */
public final class ReplicaSets {
  private ReplicaSets() {}

  /** One without any node: each read is unserved, each wait is in vain. */
  public static ReplicaSet none(Metrics metrics) {
    return new ReplicaSet(
        new Rotation(List.of(), PrimaryReads.FALLBACK, SelectionKind.ROUND_ROBIN.selection()),
        new PositionWaiters(0),
        new Hedges(Duration.ZERO, new HedgeBudget(0, 0), metrics),
        metrics,
        Nodes.settings(Map.of()));
  }
}

package dev.visitortracker.api.query.journey;

import dev.visitortracker.api.token.Position;
import java.time.Instant;
import java.util.Map;

/**
 * What one node has of a visit, all in one snapshot.
 *
 * @param isThere whether its row is there
 * @param position everything before it is committed there
 * @param committedAt per partition, when the worker last moved the position, by the primary's clock
 */
record NodeSnapshot(boolean isThere, Position position, Map<Integer, Instant> committedAt) {
  NodeSnapshot {
    committedAt = Map.copyOf(committedAt);
  }
}

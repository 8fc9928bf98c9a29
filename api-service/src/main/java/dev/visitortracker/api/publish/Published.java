package dev.visitortracker.api.publish;

import java.util.Map;

/**
 * Kafka has all of them.
 *
 * @param nextOffsets per partition the offset behind the last of these visits
 */
public record Published(Map<Integer, Long> nextOffsets) implements PublishOutcome {
  static final Published NOTHING = new Published(Map.of());

  public Published {
    nextOffsets = Map.copyOf(nextOffsets);
  }
}

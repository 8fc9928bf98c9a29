package dev.visitortracker.api.replica;

import dev.visitortracker.api.token.Position;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a node is, as its last probe or read has shown.
 *
 * @param since when it came to be so
 * @param latency of the last good probe
 * @param lag how far its data are behind, where it is known
 * @param position everything before it is committed there; the start where that is not known
 * @param reason why it does not serve
 */
public record NodeState(
    Kind kind,
    Instant since,
    @Nullable Duration latency,
    @Nullable Duration lag,
    Position position,
    @Nullable String reason) {
  /** Whether it serves. */
  public enum Kind {
    /** In the rotation. */
    USABLE,
    /** It answers, but its data are too old. */
    LAGGING,
    /** It does not answer. */
    DOWN
  }

  /** Whether a read there sees everything before the position. */
  boolean hasReached(Position wanted) {
    return wanted.isReachedBy(position);
  }

  public boolean isUsable() {
    return kind == Kind.USABLE;
  }
}

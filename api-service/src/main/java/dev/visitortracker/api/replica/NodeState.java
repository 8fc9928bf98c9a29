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
 * @param lag for how long it has lacked something that exists, where that is known
 * @param seen what the last good probe saw; nothing where the node does not answer
 * @param reason why it does not serve
 */
public record NodeState(
    Kind kind,
    Instant since,
    @Nullable Duration latency,
    @Nullable Duration lag,
    ProbeResult seen,
    @Nullable String reason) {
  /** Whether it serves. */
  public enum Kind {
    /** In the rotation. */
    USABLE,
    /** The node answers, but has been behind another node for too long. */
    LAGGING,
    /** It takes writes, but another server was promoted after it: what it has may be lost. */
    REPLACED,
    /** The node does not answer. */
    DOWN
  }

  /** All records before this position are committed on the node; the start if that is not known. */
  public Position position() {
    return seen.position();
  }

  /** Whether a read there sees everything before the position. */
  boolean hasReached(Position wanted) {
    return wanted.isReachedBy(position());
  }

  public boolean isUsable() {
    return kind == Kind.USABLE;
  }

  /** Whether it would answer a read, however old its data are. */
  public boolean isThere() {
    return kind == Kind.USABLE || kind == Kind.LAGGING;
  }
}

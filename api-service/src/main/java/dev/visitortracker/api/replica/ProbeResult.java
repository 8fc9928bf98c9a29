package dev.visitortracker.api.replica;

import dev.visitortracker.api.token.Position;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one probe has seen of a node.
 *
 * @param shown a read there sees everything before this place of PostgreSQL's log (WAL), in bytes
 * @param received before this place it has the log, replayed or not
 * @param timeline of the log that it writes, which each promotion counts up; 0 for a standby
 * @param isStreaming whether it is the primary, or runs a process that receives the log; one that
 *     hangs counts
 * @param storedAt when the newest batch that it shows was stored, by the primary's clock; null
 *     where there is none
 * @param position everything before it is committed there
 */
public record ProbeResult(
    long shown,
    long received,
    int timeline,
    boolean isStreaming,
    @Nullable Instant storedAt,
    Position position) {
  /**
   * The result for a node that does not answer. A server that returns under its name may be
   * another.
   */
  static final ProbeResult NONE = new ProbeResult(0, 0, 0, false, null, Position.START);

  /** Whether it takes writes. */
  public boolean isPrimary() {
    return timeline > 0;
  }

  /** The position, by partition of the visits' topic. */
  public Map<Integer, Long> nextOffsets() {
    return position.nextOffsets();
  }
}

package dev.visitortracker.api.replica;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * For how long a node has lacked something that exists: that another node shows, or that it has
 * received itself and not replayed.
 *
 * <p>Places in the log say who lacks something; times do not. A replica that is cut off has
 * replayed all it received, and the newest commit of a database to which nobody writes is old, too.
 * Of what a node lacks, what was there first is remembered until the node has it, so the figure is
 * right to one interval of the probe whenever that happens. One thread at a time may ask.
 */
final class Lag {
  private boolean hasAll = true;
  private @Nullable Instant since;
  private long awaited;
  private Duration last = Duration.ZERO;

  /**
   * @param existing everything before this place of the log exists somewhere
   */
  Duration of(ProbeResult seen, long existing, Instant now) {
    // Seen for the first time, it may lack what came right behind its newest batch.
    Duration elapsed =
        elapsed(since == null ? Objects.requireNonNullElse(seen.storedAt(), now) : since, now);
    if (seen.shown() >= existing) {
      hasAll = true;
      since = now;
      last = Duration.ZERO;
    } else if (hasAll) {
      hasAll = false;
      since = now.minus(elapsed);
      awaited = existing;
      last = elapsed;
    } else if (seen.shown() >= awaited) {
      since = now;
      awaited = existing;
      last = elapsed;
    } else {
      last = elapsed.compareTo(last) > 0 ? elapsed : last;
    }
    return last;
  }

  /** The newest batch has its time from the primary, whose clock may be ahead of ours. */
  private static Duration elapsed(Instant since, Instant now) {
    return since.isBefore(now) ? Duration.between(since, now) : Duration.ZERO;
  }
}

package dev.visitortracker.api.health;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.visitortracker.api.replica.NodeReport;
import dev.visitortracker.api.replica.NodeState;
import dev.visitortracker.api.replica.ProbeResult;
import dev.visitortracker.event.Timestamps;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * How a database is, as the readiness answer shows it. What it shows is left out while it is down.
 *
 * @param state {@code up}, {@code lagging}, {@code replaced} or {@code down}
 * @param role {@code primary} or {@code standby}, as it says itself
 * @param since when it came to be so
 * @param latencyMs of the last good probe
 * @param lagMs for how long it has lacked something that another one shows, or that it has received
 *     itself
 * @param streaming whether it is the primary or receives its log; while it does not, its data grow
 *     old whatever {@code lagMs} says
 * @param lastStoredAt when the newest batch that it shows was stored
 * @param position by partition of the visits' topic, the offset behind the last that it shows
 * @param weight its part of the reads, where the selection is by weight
 * @param inFlight reads that it has not answered yet
 * @param error why it does not serve
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
record DatabaseHealth(
    String state,
    @Nullable String role,
    String since,
    @Nullable Long latencyMs,
    @Nullable Long lagMs,
    @Nullable Boolean streaming,
    @Nullable String lastStoredAt,
    @Nullable Map<Integer, Long> position,
    int weight,
    int inFlight,
    @Nullable String error) {
  static DatabaseHealth of(NodeReport node) {
    NodeState state = node.state();
    ProbeResult seen = state.seen();
    boolean isKnown = state.isThere();
    return new DatabaseHealth(
        word(state.kind()),
        isKnown ? role(seen) : null,
        state.since().toString(),
        millis(state.latency()),
        millis(state.lag()),
        isKnown ? seen.isStreaming() : null,
        text(seen.storedAt()),
        isKnown ? new TreeMap<>(seen.nextOffsets()) : null,
        node.weight(),
        node.inFlight(),
        state.reason());
  }

  private static String word(NodeState.Kind kind) {
    return switch (kind) {
      case USABLE -> "up";
      case LAGGING -> "lagging";
      case REPLACED -> "replaced";
      case DOWN -> "down";
    };
  }

  private static String role(ProbeResult seen) {
    return seen.isPrimary() ? "primary" : "standby";
  }

  private static @Nullable Long millis(@Nullable Duration duration) {
    return duration == null ? null : Long.valueOf(duration.toMillis());
  }

  private static @Nullable String text(@Nullable Instant instant) {
    return instant == null ? null : Timestamps.format(instant.toEpochMilli());
  }
}

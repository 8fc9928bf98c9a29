package dev.visitortracker.api.health;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * How a dependency is, as the readiness answer shows it.
 *
 * @param state {@code up}, {@code down} or {@code off}
 * @param since when it came to be so, where that is known
 * @param latencyMs of the last good probe
 * @param error of the last bad probe
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
record DependencyHealth(
    String state, @Nullable String since, @Nullable Long latencyMs, @Nullable String error) {
  static DependencyHealth off() {
    return of("off", null, null, null);
  }

  static DependencyHealth of(
      String state, @Nullable Instant since, @Nullable Duration latency, @Nullable String error) {
    return new DependencyHealth(
        state,
        since == null ? null : since.toString(),
        latency == null ? null : Long.valueOf(latency.toMillis()),
        error);
  }
}

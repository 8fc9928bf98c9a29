package dev.visitortracker.api.traffic;

import dev.visitortracker.event.VisitRules;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Whether and how this service's own traffic is recorded.
 *
 * @param enabled whether it is
 * @param site of these visits
 * @param maxQueued answers that wait to be published; beyond it they are dropped and counted
 * @param maxBatch most answers that are published together
 * @param interval how often the queue is emptied
 */
public record TrafficSettings(
    @DefaultValue("true") boolean enabled,
    @DefaultValue("visitor-tracker") String site,
    @Min(1) @Max(1_000_000) @DefaultValue("5000") int maxQueued,
    @Min(1) @Max(10_000) @DefaultValue("1000") int maxBatch,
    @DurationMin(millis = 1) @DefaultValue("50ms") Duration interval) {
  public TrafficSettings {
    if (!VisitRules.isSite(site)) {
      throw new IllegalArgumentException(
          "site must be 1 to 64 characters of a-z, 0-9, '.' and '-'");
    }
  }
}

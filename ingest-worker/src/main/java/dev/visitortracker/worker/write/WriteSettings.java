package dev.visitortracker.worker.write;

import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How a batch that the database did not take is tried again, {@code visitor-tracker.write}. There
 * is no last attempt: an outage pauses the worker and Kafka keeps the rest.
 *
 * @param minBackoff delay before the first repetition, at most {@code maxBackoff}
 * @param maxBackoff the longest delay between two attempts; half of it is jitter
 */
public record WriteSettings(
    @DurationMin(millis = 1) @DefaultValue("100ms") Duration minBackoff,
    @DurationMin(millis = 1) @DurationMax(minutes = 10) @DefaultValue("10s") Duration maxBackoff) {
  public WriteSettings {
    if (minBackoff.compareTo(maxBackoff) > 0) {
      throw new IllegalArgumentException("write.min-backoff must not be above write.max-backoff");
    }
  }
}

package dev.visitortracker.worker.write;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How a batch that the database did not take is tried again. There is no last attempt: an outage
 * pauses the worker and Kafka keeps the rest.
 *
 * @param minBackoff delay before the first repetition
 * @param maxBackoff the longest delay between two attempts; half of it is jitter
 */
@Validated
@ConfigurationProperties("visitor-tracker.write")
public record WriteSettings(
    @DefaultValue("100ms") Duration minBackoff, @DefaultValue("10s") Duration maxBackoff) {}

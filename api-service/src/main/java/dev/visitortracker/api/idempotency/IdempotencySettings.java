package dev.visitortracker.api.idempotency;

import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the first attempt at an event is remembered.
 *
 * @param kept how long; a later attempt counts as another first one
 * @param deadline how long Redis may take to say whether there was one
 * @param pause how long Redis is left alone after it missed the deadline or failed
 */
public record IdempotencySettings(
    @DurationMin(seconds = 1) @DefaultValue("1d") Duration kept,
    @DurationMin(millis = 1) @DurationMax(seconds = 1) @DefaultValue("100ms") Duration deadline,
    @DurationMin(millis = 1) @DefaultValue("1s") Duration pause) {}

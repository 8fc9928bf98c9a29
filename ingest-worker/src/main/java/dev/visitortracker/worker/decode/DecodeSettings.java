package dev.visitortracker.worker.decode;

import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Which times a record may have, {@code visitor-tracker.decode}. Wider than the API's window: what
 * the API once accepted must still be storable when it is replayed years later.
 *
 * @param maxAge how old a visit may be
 * @param maxAhead how far ahead of this machine's clock a visit may be
 */
public record DecodeSettings(
    @DurationMin(days = 1) @DurationMax(days = 36_525) @DefaultValue("18262d") Duration maxAge,
    @DurationMin @DurationMax(days = 366) @DefaultValue("1d") Duration maxAhead) {}

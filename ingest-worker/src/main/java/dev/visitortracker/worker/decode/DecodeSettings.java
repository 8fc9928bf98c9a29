package dev.visitortracker.worker.decode;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Which times a record may have. Wider than the API's window: what the API once accepted must still
 * be storable when it is replayed years later.
 *
 * @param maxAge how old a visit may be
 * @param maxAhead how far ahead of this machine's clock a visit may be
 */
@Validated
@ConfigurationProperties("visitor-tracker.decode")
public record DecodeSettings(
    @DefaultValue("18262d") Duration maxAge, @DefaultValue("1d") Duration maxAhead) {}

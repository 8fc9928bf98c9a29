package dev.visitortracker.api.connection;

import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long a client may keep a connection busy without having a request handled.
 *
 * @param headerTimeout from the first byte of a request to the end of its header; then 408
 * @param drainTimeout how long the rest of a body is read and thrown away once its request is
 *     answered, so that a client that is still sending gets to see the answer; then the connection
 *     is closed
 */
public record ConnectionSettings(
    @DurationMin(millis = 1) @DefaultValue("10s") Duration headerTimeout,
    @DurationMin(millis = 1) @DefaultValue("5s") Duration drainTimeout) {}

package dev.visitortracker.api.connection;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How many connections there may be, and how long a client may keep one busy without having a
 * request handled or taking an answer.
 *
 * @param maxConnections open at the same time; one beyond it is closed at once
 * @param maxStreams requests of HTTP/2 under way at the same time, over all connections; one beyond
 *     it is not handled
 * @param readerStall how long a client may take nothing while more than 64 KB wait for it; then the
 *     connection is closed
 * @param headerTimeout from the first byte of a request to the end of its header; then 408
 * @param drainTimeout how long the rest of a body is read and thrown away once its request is
 *     answered, so that a client that is still sending gets to see the answer; then the connection
 *     is closed
 */
public record ConnectionSettings(
    @Min(1) @Max(1_000_000) @DefaultValue("1000") int maxConnections,
    @Min(1) @Max(1_000_000) @DefaultValue("2000") int maxStreams,
    @DurationMin(millis = 1) @DefaultValue("1m") Duration readerStall,
    @DurationMin(millis = 1) @DefaultValue("10s") Duration headerTimeout,
    @DurationMin(millis = 1) @DefaultValue("5s") Duration drainTimeout) {}

package dev.visitortracker.api.redis;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where Redis is.
 *
 * @param host absent: there is none
 * @param port of that host
 * @param connectTimeout how long a connection may take to open
 * @param commandTimeout how long a command may take
 * @param maxRequests commands that wait for their answer
 * @param probeInterval how often Redis is asked whether it is there
 */
public record RedisSettings(
    @Nullable String host,
    @Min(1) @Max(65_535) @DefaultValue("6379") int port,
    @DurationMin(millis = 1) @DefaultValue("1s") Duration connectTimeout,
    @DurationMin(millis = 1) @DefaultValue("100ms") Duration commandTimeout,
    @Min(1) @DefaultValue("10000") int maxRequests,
    @DurationMin(millis = 10) @DefaultValue("1s") Duration probeInterval) {}

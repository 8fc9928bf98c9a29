package dev.visitortracker.api.redis;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Which Redis keeps the answers.
 *
 * @param host null: there is none, and nothing is kept
 * @param connectTimeout how long a connection may take to open
 * @param commandTimeout how long a command may take, whoever still waits for it
 * @param maxRequests commands that wait for their answer; more are refused at once
 */
public record CacheServer(
    @Nullable String host,
    int port,
    Duration connectTimeout,
    Duration commandTimeout,
    int maxRequests) {}

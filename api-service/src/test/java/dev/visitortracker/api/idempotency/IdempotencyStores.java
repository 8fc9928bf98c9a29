package dev.visitortracker.api.idempotency;

import dev.visitortracker.api.redis.RedisConnections;
import dev.visitortracker.api.redis.RedisSettings;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Memories that cannot remember; one that can needs a Redis, as in {@code IdempotencyIT}. */
public final class IdempotencyStores {
  private static final Duration SHORT = Duration.ofMillis(100);
  private static final Duration LONG = Duration.ofDays(1);

  private IdempotencyStores() {}

  /** Of a service without Redis. */
  public static IdempotencyStore none() {
    return at(null);
  }

  /** Of a service whose Redis refuses connections. */
  public static IdempotencyStore away() {
    return at("127.0.0.1");
  }

  /** Nobody listens on port 1. */
  private static IdempotencyStore at(@Nullable String host) {
    return new IdempotencyStore(
        new RedisConnections(new RedisSettings(host, 1, SHORT, SHORT, 10, LONG)),
        new IdempotencySettings(LONG, SHORT, SHORT));
  }
}

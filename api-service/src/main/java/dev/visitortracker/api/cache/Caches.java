package dev.visitortracker.api.cache;

import dev.visitortracker.api.redis.CacheServer;
import dev.visitortracker.api.redis.RedisStore;
import dev.visitortracker.api.telemetry.Metrics;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Makes caches that share one connection to Redis. */
public final class Caches implements AutoCloseable {
  private final @Nullable RedisStore store;
  private final CacheSettings settings;
  private final InstantSource clock;
  private final Metrics metrics;

  Caches(CacheServer server, CacheSettings settings, InstantSource clock, Metrics metrics) {
    String host = server.host();
    this.store =
        host == null ? null : new RedisStore(server, host, settings.deadline(), settings.pause());
    this.settings = settings;
    this.clock = clock;
    this.metrics = metrics;
  }

  public <T> ReadCache<T> of(Codec<T> codec) {
    return new ReadCache<>(store, codec, settings, clock, metrics);
  }

  @Override
  public void close() {
    if (store != null) {
      store.close();
    }
  }
}

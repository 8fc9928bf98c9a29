package dev.visitortracker.api.cache;

import dev.visitortracker.api.idempotency.IdempotencySettings;
import dev.visitortracker.api.idempotency.IdempotencyStore;
import dev.visitortracker.api.lifecycle.Repeating;
import dev.visitortracker.api.redis.CacheServer;
import dev.visitortracker.api.telemetry.Metrics;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts the cache together. */
@Configuration(proxyBeanMethods = false)
class CacheConfiguration {
  @Bean
  Caches caches(CacheServer server, CacheSettings settings, InstantSource clock, Metrics metrics) {
    return new Caches(server, settings, clock, metrics);
  }

  @Bean
  IdempotencyStore firstValues(CacheServer server, IdempotencySettings settings) {
    return new IdempotencyStore(server, settings);
  }

  @Bean
  Repeating firstValuesReaching(IdempotencyStore values, IdempotencySettings settings) {
    return new Repeating("the connection to Redis", settings.pause(), values::reach);
  }
}

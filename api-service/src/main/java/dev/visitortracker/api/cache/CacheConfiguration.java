package dev.visitortracker.api.cache;

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
}

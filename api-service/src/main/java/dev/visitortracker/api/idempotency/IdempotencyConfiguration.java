package dev.visitortracker.api.idempotency;

import dev.visitortracker.api.lifecycle.Repeating;
import dev.visitortracker.api.redis.CacheServer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts the memory of first attempts together. */
@Configuration(proxyBeanMethods = false)
class IdempotencyConfiguration {
  @Bean
  IdempotencyStore idempotencyStore(CacheServer server, IdempotencySettings settings) {
    return new IdempotencyStore(server, settings);
  }

  @Bean
  Repeating idempotencyStoreReaching(IdempotencyStore store, IdempotencySettings settings) {
    return new Repeating("the connection to Redis", settings.pause(), store::reach);
  }
}

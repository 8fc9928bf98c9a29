package dev.visitortracker.api.idempotency;

import dev.visitortracker.api.lifecycle.Repeating;
import dev.visitortracker.api.redis.RedisConnections;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts the memory of first attempts together. */
@Configuration(proxyBeanMethods = false)
class IdempotencyConfiguration {
  @Bean
  IdempotencyStore idempotencyStore(RedisConnections redis, IdempotencySettings settings) {
    return new IdempotencyStore(redis, settings);
  }

  @Bean
  Repeating idempotencyStoreReaching(IdempotencyStore store, IdempotencySettings settings) {
    return new Repeating("the connection to Redis", settings.pause(), store::reach);
  }
}

package dev.visitortracker.api.redis;

import dev.visitortracker.api.lifecycle.Repeating;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Makes the one client to Redis, and its probe where a Redis is configured. */
@Configuration(proxyBeanMethods = false)
class RedisConfiguration {
  @Bean
  RedisConnections redisConnections(RedisSettings settings) {
    return new RedisConnections(settings);
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnProperty("visitor-tracker.redis.host")
  static class Probe {
    @Bean
    RedisProbe redisProbe(RedisConnections connections, RedisSettings settings) {
      return new RedisProbe(connections, settings);
    }

    @Bean
    Repeating redisProbing(RedisProbe probe, RedisSettings settings) {
      return new Repeating("the probe of Redis", settings.probeInterval(), probe::ask);
    }
  }
}

package dev.visitortracker.api.health;

import dev.visitortracker.api.lifecycle.Repeating;
import dev.visitortracker.api.publish.Acknowledgements;
import dev.visitortracker.api.publish.BrokerState;
import dev.visitortracker.api.redis.RedisProbe;
import dev.visitortracker.api.redis.RedisSettings;
import dev.visitortracker.api.replica.ReplicaSet;
import dev.visitortracker.api.telemetry.Metrics;
import java.time.InstantSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts the health answers together. */
@Configuration(proxyBeanMethods = false)
class HealthConfiguration {
  @Bean
  HealthHandler healthHandler(
      @Value("${visitor-tracker.instance}") String instance,
      BrokerState broker,
      ReplicaSet replicas,
      ObjectProvider<RedisProbe> redis) {
    return new HealthHandler(instance, broker, replicas, redis.getIfAvailable());
  }

  @Bean
  LedgerHandler ledgerHandler(
      @Value("${visitor-tracker.instance}") String instance,
      InstantSource clock,
      Metrics metrics,
      Acknowledgements acknowledgements) {
    return new LedgerHandler(instance, clock.instant(), metrics, acknowledgements);
  }

  /** Without a host there is no Redis, and nothing to ask. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnProperty("visitor-tracker.redis.host")
  static class WithRedis {
    @Bean(destroyMethod = "close")
    RedisProbe redisProbe(
        RedisSettings settings, @Value("${visitor-tracker.redis.host}") String host) {
      return new RedisProbe(settings, host);
    }

    @Bean
    Repeating redisProbing(RedisProbe probe, RedisSettings settings) {
      return new Repeating("the probe of Redis", settings.probeInterval(), probe::ask);
    }
  }
}

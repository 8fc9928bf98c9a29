package dev.visitortracker.api.health;

import dev.visitortracker.api.publish.Acknowledgements;
import dev.visitortracker.api.publish.BrokerState;
import dev.visitortracker.api.redis.RedisProbe;
import dev.visitortracker.api.replica.ReplicaSet;
import dev.visitortracker.api.telemetry.Metrics;
import java.time.InstantSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts the health answers together. */
@Configuration(proxyBeanMethods = false)
class HealthConfiguration {
  @Bean
  HealthHandler healthHandler(
      ServiceInstance instance,
      BrokerState broker,
      ReplicaSet replicas,
      ObjectProvider<RedisProbe> redis) {
    return new HealthHandler(instance.name(), broker, replicas, redis.getIfAvailable());
  }

  @Bean
  LedgerHandler ledgerHandler(
      ServiceInstance instance,
      InstantSource clock,
      Metrics metrics,
      Acknowledgements acknowledgements) {
    return new LedgerHandler(instance.name(), clock.instant(), metrics, acknowledgements);
  }
}

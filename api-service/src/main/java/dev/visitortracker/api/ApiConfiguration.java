package dev.visitortracker.api;

import dev.visitortracker.api.cache.CacheSettings;
import dev.visitortracker.api.coding.CodingSettings;
import dev.visitortracker.api.connection.ConnectionSettings;
import dev.visitortracker.api.contract.ContractHandler;
import dev.visitortracker.api.contract.SettingValues;
import dev.visitortracker.api.http.RouteHandler;
import dev.visitortracker.api.http.RouteTable;
import dev.visitortracker.api.idempotency.IdempotencySettings;
import dev.visitortracker.api.ingest.request.IngestSettings;
import dev.visitortracker.api.publish.KafkaSettings;
import dev.visitortracker.api.publish.PublishSettings;
import dev.visitortracker.api.query.QuerySettings;
import dev.visitortracker.api.redis.CacheServer;
import dev.visitortracker.api.redis.RedisSettings;
import dev.visitortracker.api.replica.ReplicaSettings;
import dev.visitortracker.api.tail.TailSettings;
import dev.visitortracker.api.token.TokenSettings;
import dev.visitortracker.api.traffic.TrafficSettings;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.InstantSource;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.http.codec.CodecCustomizer;
import org.springframework.boot.info.BuildProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.HandlerStrategies;
import org.springframework.web.server.WebHandler;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;

/** What all stages share, and each stage's settings. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ApiSettings.class)
class ApiConfiguration {
  @Bean
  RouteTable routes(ApiRoutes routes) {
    return routes.all();
  }

  @Bean(WebHttpHandlerBuilder.WEB_HANDLER_BEAN_NAME)
  WebHandler webHandler(List<RouteTable> routes, ObjectProvider<CodecCustomizer> codecs) {
    return new RouteHandler(
        routes,
        HandlerStrategies.builder()
            .codecs(codec -> codecs.orderedStream().forEach(each -> each.customize(codec)))
            .build());
  }

  @Bean
  ContractHandler contractHandler(ApiSettings settings, ObjectProvider<BuildProperties> build) {
    return new ContractHandler(version(build), SettingValues.of(settings));
  }

  @Bean
  InstantSource clock() {
    return InstantSource.system();
  }

  @Bean
  PrometheusMeterRegistry meterRegistry() {
    var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    new JvmMemoryMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    return registry;
  }

  @Bean
  KafkaSettings kafkaSettings(ApiSettings settings) {
    return settings.kafka();
  }

  @Bean
  PublishSettings publishSettings(ApiSettings settings) {
    return settings.publish();
  }

  @Bean
  ConnectionSettings connectionSettings(ApiSettings settings) {
    return settings.connection();
  }

  @Bean
  IngestSettings ingestSettings(ApiSettings settings) {
    return settings.ingest();
  }

  @Bean
  CodingSettings codingSettings(ApiSettings settings) {
    return settings.coding();
  }

  @Bean
  ReplicaSettings replicaSettings(ApiSettings settings) {
    return settings.replica();
  }

  @Bean
  TokenSettings tokenSettings(ApiSettings settings) {
    return settings.token();
  }

  @Bean
  TailSettings tailSettings(ApiSettings settings) {
    return settings.tail();
  }

  @Bean
  QuerySettings querySettings(ApiSettings settings) {
    return settings.query();
  }

  @Bean
  RedisSettings redisSettings(ApiSettings settings) {
    return settings.redis();
  }

  @Bean
  TrafficSettings trafficSettings(ApiSettings settings) {
    return settings.traffic();
  }

  @Bean
  CacheSettings cacheSettings(ApiSettings settings) {
    return settings.cache();
  }

  @Bean
  IdempotencySettings idempotencySettings(ApiSettings settings) {
    return settings.idempotency();
  }

  @Bean
  CacheServer cacheServer(RedisSettings redis) {
    return new CacheServer(
        redis.host(),
        redis.port(),
        redis.connectTimeout(),
        redis.commandTimeout(),
        redis.maxRequests());
  }

  /** The version of the build; tests may run without one. */
  static String version(ObjectProvider<BuildProperties> build) {
    BuildProperties properties = build.getIfAvailable();
    return properties == null ? "unknown" : String.valueOf(properties.getVersion());
  }
}

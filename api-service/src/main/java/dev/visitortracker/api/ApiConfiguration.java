package dev.visitortracker.api;

import dev.visitortracker.api.contract.ContractHandler;
import dev.visitortracker.api.contract.SettingValues;
import dev.visitortracker.api.health.ServiceInstance;
import dev.visitortracker.api.http.RouteHandler;
import dev.visitortracker.api.http.RouteTable;
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
import org.springframework.context.annotation.Import;
import org.springframework.web.reactive.function.server.HandlerStrategies;
import org.springframework.web.server.WebHandler;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;

/** What all stages share, and each stage's settings. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ApiSettings.class)
@Import(StageSettings.class)
class ApiConfiguration {
  @Bean(WebHttpHandlerBuilder.WEB_HANDLER_BEAN_NAME)
  WebHandler webHandler(List<RouteTable> routes, ObjectProvider<CodecCustomizer> codecs) {
    return new RouteHandler(
        routes,
        HandlerStrategies.builder()
            .codecs(codec -> codecs.orderedStream().forEach(each -> each.customize(codec)))
            .build());
  }

  @Bean
  ContractHandler contractHandler(ApiSettings settings, ServiceInstance instance) {
    return new ContractHandler(instance.version(), SettingValues.of(settings));
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
  ServiceInstance serviceInstance(ApiSettings settings, ObjectProvider<BuildProperties> build) {
    return new ServiceInstance(settings.instance(), version(build));
  }

  /** The version of the build; tests may run without one. */
  private static String version(ObjectProvider<BuildProperties> build) {
    BuildProperties properties = build.getIfAvailable();
    return properties == null ? "unknown" : String.valueOf(properties.getVersion());
  }
}

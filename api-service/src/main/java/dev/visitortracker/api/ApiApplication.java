package dev.visitortracker.api;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.webflux.autoconfigure.ReactiveMultipartAutoConfiguration;
import org.springframework.boot.webflux.autoconfigure.WebFluxAutoConfiguration;
import org.springframework.boot.webflux.autoconfigure.WebFluxObservationAutoConfiguration;
import org.springframework.boot.webflux.autoconfigure.WebSessionIdResolverAutoConfiguration;
import org.springframework.boot.webflux.autoconfigure.error.ErrorWebFluxAutoConfiguration;
import reactor.netty.ReactorNetty;

/**
 * Starts the service. Its routes are functions and its errors problems of its own, so what Spring
 * Boot brings for annotated controllers, static files, sessions and error pages is left out.
 */
@SpringBootApplication(
    exclude = {
      ErrorWebFluxAutoConfiguration.class,
      ReactiveMultipartAutoConfiguration.class,
      WebFluxAutoConfiguration.class,
      WebFluxObservationAutoConfiguration.class,
      WebSessionIdResolverAutoConfiguration.class
    })
public class ApiApplication {
  public static void main(String[] arguments) {
    oneEventLoopPerCore();
    SpringApplication.run(ApiApplication.class, arguments);
  }

  /**
   * Reactor Netty makes at least four, of which several share a core where there are fewer: each
   * then wakes up for less, and what waits together leaves for Kafka apart.
   */
  private static void oneEventLoopPerCore() {
    System.getProperties()
        .putIfAbsent(
            ReactorNetty.IO_WORKER_COUNT,
            Integer.toString(Runtime.getRuntime().availableProcessors()));
  }
}

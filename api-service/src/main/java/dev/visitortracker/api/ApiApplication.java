package dev.visitortracker.api;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.webflux.autoconfigure.ReactiveMultipartAutoConfiguration;
import org.springframework.boot.webflux.autoconfigure.WebFluxAutoConfiguration;
import org.springframework.boot.webflux.autoconfigure.WebFluxObservationAutoConfiguration;
import org.springframework.boot.webflux.autoconfigure.WebSessionIdResolverAutoConfiguration;
import org.springframework.boot.webflux.autoconfigure.error.ErrorWebFluxAutoConfiguration;

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
    SpringApplication.run(ApiApplication.class, arguments);
  }
}

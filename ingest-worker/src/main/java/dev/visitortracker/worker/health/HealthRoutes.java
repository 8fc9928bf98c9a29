package dev.visitortracker.worker.health;

import dev.visitortracker.worker.primary.PrimaryDatabase;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/**
 * {@code /health} says that the process lives and its pipeline runs, {@code /health/ready} that it
 * can store what Kafka has, {@code /metrics} everything else in Prometheus' text format.
 */
@Configuration(proxyBeanMethods = false)
class HealthRoutes {
  private static final Duration DEADLINE = Duration.ofSeconds(1);
  private static final String TEXT_FORMAT = "text/plain; version=0.0.4; charset=utf-8";
  private static final MediaType PROMETHEUS_TEXT = MediaType.parseMediaType(TEXT_FORMAT);

  @Bean
  RouterFunction<ServerResponse> healthEndpoints(
      PrimaryDatabase database, Outage outage, PrometheusMeterRegistry metrics) {
    return RouterFunctions.route()
        .GET("/health", request -> alive(outage))
        .GET("/health/ready", request -> ready(database, outage))
        .GET("/metrics", request -> scrape(metrics))
        .build();
  }

  private static Mono<ServerResponse> scrape(PrometheusMeterRegistry metrics) {
    return ServerResponse.ok().contentType(PROMETHEUS_TEXT).bodyValue(metrics.scrape(TEXT_FORMAT));
  }

  /** 503 when nothing is stored any more by this process, so that it is started again. */
  static Mono<ServerResponse> alive(Outage outage) {
    return outage.hasEnded()
        ? ServerResponse.status(HttpStatus.SERVICE_UNAVAILABLE)
            .bodyValue(Map.of("status", "down", "reason", "the pipeline has ended"))
        : ServerResponse.ok().bodyValue(Map.of("status", "up"));
  }

  private static Mono<ServerResponse> ready(PrimaryDatabase database, Outage outage) {
    return database
        .ping()
        .timeout(DEADLINE)
        .map(latency -> answer(outage, outage.cause(), latency))
        .onErrorResume(error -> Mono.just(answer(outage, error.toString(), null)))
        .flatMap(answer -> answer);
  }

  private static Mono<ServerResponse> answer(
      Outage outage, @Nullable String waitingFor, @Nullable Duration latency) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("status", waitingFor == null ? "up" : "down");
    if (waitingFor != null) {
      body.put("waiting_for", waitingFor);
    }
    if (!outage.standing().isEmpty()) {
      body.put("standing_still", outage.standing());
    }
    if (latency != null) {
      body.put("primary_latency_ms", latency.toNanos() / 1_000_000.0);
    }
    return ServerResponse.status(
            waitingFor == null ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE)
        .bodyValue(body);
  }
}

package dev.visitortracker.worker.health;

import dev.visitortracker.worker.primary.PrimaryDatabase;
import dev.visitortracker.worker.write.Outage;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** {@code /health} says that the process lives, {@code /health/ready} that it can store visits. */
@Configuration(proxyBeanMethods = false)
class HealthRoutes {
  private static final Duration DEADLINE = Duration.ofSeconds(1);

  @Bean
  RouterFunction<ServerResponse> healthEndpoints(PrimaryDatabase database, Outage outage) {
    return RouterFunctions.route()
        .GET("/health", request -> ServerResponse.ok().bodyValue(Map.of("status", "up")))
        .GET("/health/ready", request -> ready(database, outage))
        .build();
  }

  private static Mono<ServerResponse> ready(PrimaryDatabase database, Outage outage) {
    return database
        .ping()
        .timeout(DEADLINE)
        .map(latency -> answer(HttpStatus.OK, outage.cause(), latency))
        .onErrorResume(
            error -> Mono.just(answer(HttpStatus.SERVICE_UNAVAILABLE, error.toString(), null)))
        .flatMap(answer -> answer);
  }

  private static Mono<ServerResponse> answer(
      HttpStatus reachable, @Nullable String waitingFor, @Nullable Duration latency) {
    HttpStatus status = waitingFor == null ? reachable : HttpStatus.SERVICE_UNAVAILABLE;
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("status", status == HttpStatus.OK ? "up" : "down");
    if (waitingFor != null) {
      body.put("waiting_for", waitingFor);
    }
    if (latency != null) {
      body.put("primary_latency_ms", latency.toNanos() / 1_000_000.0);
    }
    return ServerResponse.status(status).bodyValue(body);
  }
}

package dev.visitortracker.worker.health;

import dev.visitortracker.worker.telemetry.WorkerMetrics;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class HealthRoutesTest {
  private final Outage outage = new Outage(WorkerMetrics.unobserved());

  @Test
  void worker_lives_whileItWaitsForANeighbour() {
    outage.kafkaAway("Kafka does not answer");

    health().as(StepVerifier::create).expectNext(HttpStatus.OK).verifyComplete();
  }

  @Test
  void worker_doesNotLive_whenItsPipelineHasEnded() {
    outage.pipelineEnded();

    health().as(StepVerifier::create).expectNext(HttpStatus.SERVICE_UNAVAILABLE).verifyComplete();
  }

  private Mono<HttpStatus> health() {
    return HealthRoutes.alive(outage)
        .map(ServerResponse::statusCode)
        .map(status -> HttpStatus.valueOf(status.value()));
  }
}

package dev.visitortracker.worker.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visitortracker.worker.telemetry.WorkerMetrics;
import dev.visitortracker.worker.upkeep.Upkeep.Job;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class UpkeepTest {
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private int attempts;

  @Test
  void job_runsAtOnceAndEveryTenMinutes() {
    StepVerifier.withVirtualTime(() -> upkeep(new Job("well", Mono.empty())))
        .expectSubscription()
        .expectNoEvent(Duration.ofMinutes(25))
        .then(() -> assertThat(runs("well", "done")).isEqualTo(3))
        .thenCancel()
        .verify();
  }

  @Test
  void otherJobs_goOn_whenOneFailsOrNeverEnds() {
    Job failing = new Job("failing", Mono.error(new IllegalStateException("no")));
    Job endless = new Job("endless", Mono.never());

    StepVerifier.withVirtualTime(() -> upkeep(failing, endless, new Job("well", Mono.empty())))
        .expectSubscription()
        .expectNoEvent(Duration.ofMinutes(25))
        .then(() -> assertThat(runs("well", "done")).isEqualTo(3))
        .then(() -> assertThat(runs("endless", "done")).isZero())
        .then(() -> assertThat(runs("failing", "failed")).isBetween(20L, 100L))
        .thenCancel()
        .verify();
  }

  @Test
  void job_isTriedAgainWithinSeconds_whenItFailed() {
    Mono<Void> second =
        Mono.defer(
            () -> ++attempts == 1 ? Mono.error(new IllegalStateException("no")) : Mono.empty());

    StepVerifier.withVirtualTime(() -> upkeep(new Job("late", second)))
        .expectSubscription()
        .expectNoEvent(Duration.ofSeconds(2))
        .then(() -> assertThat(runs("late", "failed")).isOne())
        .then(() -> assertThat(runs("late", "done")).isOne())
        .thenCancel()
        .verify();
  }

  private Mono<Void> upkeep(Job... jobs) {
    return new Upkeep(List.of(jobs), new WorkerMetrics(meters)).run();
  }

  private long runs(String job, String outcome) {
    return meters.timer("upkeep.run", "job", job, "outcome", outcome).count();
  }
}

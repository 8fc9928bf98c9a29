package dev.visitortracker.worker.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visitortracker.worker.primary.ReplicationLag.Behind;
import dev.visitortracker.worker.primary.ReplicationLag.Hidden;
import dev.visitortracker.worker.primary.ReplicationLag.Reading;
import dev.visitortracker.worker.range.ReadProgress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class PaceTest {
  private final ReadProgress progress = new ReadProgress();
  private final List<String> notices = new ArrayList<>();

  @Test
  void batch_waits_whileAReplicaIsTooFarBehind() {
    Mono<Reading> readings = readings(behind(1_500), behind(1_200), behind(1_000));

    StepVerifier.withVirtualTime(() -> pace(readings).admit(10))
        .expectSubscription()
        .then(() -> assertThat(progress.waitingFor()).isEqualTo("replicas, 1500 ms behind"))
        .expectNoEvent(Duration.ofMillis(200))
        .verifyComplete();

    assertThat(progress.waitingFor()).isEmpty();
  }

  @Test
  void batch_goes_whenTheLagCannotBeRead() {
    pace(Mono.error(new IllegalStateException("away")))
        .admit(10)
        .as(StepVerifier::create)
        .verifyComplete();
  }

  @Test
  void operator_isToldOnce_whenTheLagIsHidden() {
    Pace pace = pace(Mono.just(new Hidden()));

    pace.admit(10).then(pace.admit(10)).as(StepVerifier::create).verifyComplete();

    assertThat(notices).singleElement().asString().contains("GRANT pg_monitor");
  }

  private Pace pace(Mono<Reading> readings) {
    return new Pace(null, readings, Duration.ofSeconds(1), progress, notices::add);
  }

  private static Mono<Reading> readings(Reading... readings) {
    Iterator<Reading> next = List.of(readings).iterator();
    return Mono.fromSupplier(next::next);
  }

  private static Reading behind(long millis) {
    return new Behind(Duration.ofMillis(millis));
  }
}

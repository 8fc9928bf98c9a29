package dev.visitortracker.worker.consume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visitortracker.worker.progress.Gap;
import dev.visitortracker.worker.progress.OffsetRange;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class StallWatchdogTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final OwnedPartitions owned = new OwnedPartitions();

  @BeforeEach
  void givenPartition3At100() {
    owned.assigned(3, 100);
  }

  @Test
  void stalled_endsWithAnErrorThatNamesTheLag_whenBacklogWaitsAndNothingIsRead() {
    StepVerifier.withVirtualTime(() -> watchdog(Map.of(3, 150L)))
        .expectSubscription()
        .expectNoEvent(TIMEOUT)
        .thenAwait(Duration.ofSeconds(2))
        .verifyErrorSatisfies(
            error ->
                assertThat(error)
                    .isInstanceOf(StalledException.class)
                    .hasMessageContaining("stood still for 30 s")
                    .hasMessageContaining("{3=50}"));
  }

  @Test
  void stalled_keepsSilent_whenThereIsNoBacklog() {
    expectSilence(watchdogOn(Map.of(3, 100L)));
  }

  @Test
  void stalled_keepsSilent_whenWhatWasReadIsStillBeingStored() {
    owned.read(3, 120);

    expectSilence(watchdogOn(Map.of(3, 150L)));
  }

  @Test
  void stalled_keepsSilent_whenTheBacklogBelongsToOthers() {
    expectSilence(watchdogOn(Map.of(3, 100L, 4, 150L)));
  }

  @Test
  void stalled_keepsSilent_whenThePartitionWaitsForAnOperator() {
    owned.standsStill(new Gap.Dropped(new OffsetRange(3, 100, 120)));

    expectSilence(watchdogOn(Map.of(3, 150L)));
    assertThat(owned.lag()).containsExactly(Map.entry(3, 30L));
  }

  @Test
  void stalled_keepsSilent_whenTheConsumerReadsSlowly() {
    StepVerifier.withVirtualTime(() -> watchdog(Map.of(3, 1_000L)))
        .expectSubscription()
        .expectNoEvent(Duration.ofSeconds(25))
        .then(() -> settle(110))
        .expectNoEvent(Duration.ofSeconds(25))
        .then(() -> settle(120))
        .expectNoEvent(Duration.ofSeconds(25))
        .thenCancel()
        .verify();
  }

  @Test
  void stalled_keepsSilent_whenKafkaDoesNotAnswer() {
    StepVerifier.withVirtualTime(() -> new StallWatchdog(Mono.never(), owned, TIMEOUT).stalled())
        .expectSubscription()
        .expectNoEvent(TIMEOUT.multipliedBy(4))
        .thenCancel()
        .verify();
  }

  @Test
  void lag_isWhatKafkaHasAndPostgresqlHasNot() {
    owned.ends(Map.of(3, 150L));
    owned.read(3, 130);
    owned.stored(3, 120);

    assertThat(owned.lag()).containsExactly(Map.entry(3, 30L));
    assertThat(owned.inFlight()).isEqualTo(10);
  }

  private void settle(long next) {
    owned.read(3, next);
    owned.stored(3, next);
  }

  private Mono<Void> watchdog(Map<Integer, Long> ends) {
    return new StallWatchdog(Mono.just(ends), owned, TIMEOUT).stalled();
  }

  private Supplier<Mono<Void>> watchdogOn(Map<Integer, Long> ends) {
    return () -> watchdog(ends);
  }

  private static void expectSilence(Supplier<Mono<Void>> watchdog) {
    StepVerifier.withVirtualTime(watchdog)
        .expectSubscription()
        .expectNoEvent(TIMEOUT.multipliedBy(4))
        .thenCancel()
        .verify();
  }
}

package dev.visitortracker.api.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visitortracker.api.telemetry.Metrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.publisher.PublisherProbe;

class HedgesTest {
  private static final Duration AFTER = Duration.ofMillis(100);
  private static final Duration LONG = Duration.ofSeconds(10);

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final PublisherProbe<String> second = PublisherProbe.of(Mono.just("second"));

  @Test
  void second_isNotAsked_whenTheFirstAnswersInTime() {
    StepVerifier.withVirtualTime(
            () -> hedged(Mono.delay(AFTER.minusMillis(1)).map(tick -> "first")))
        .thenAwait(LONG)
        .expectNext("first")
        .verifyComplete();

    second.assertWasNotSubscribed();
    assertThat(count("sent")).isZero();
  }

  @Test
  void second_answersAndTheFirstIsCancelled_whenThatHangs() {
    PublisherProbe<String> first = PublisherProbe.of(Mono.never());

    StepVerifier.withVirtualTime(() -> hedged(first.mono()))
        .expectSubscription()
        .expectNoEvent(AFTER)
        .expectNext("second")
        .verifyComplete();

    first.assertWasCancelled();
    assertThat(count("sent")).isEqualTo(1);
    assertThat(count("won")).isEqualTo(1);
  }

  @Test
  void first_answersAndTheSecondIsCancelled_whenItIsFasterAfterAll() {
    PublisherProbe<String> slow = PublisherProbe.of(Mono.never());

    StepVerifier.withVirtualTime(
            () ->
                hedges(1.0)
                    .of(
                        Mono.delay(AFTER.plusMillis(1)).map(tick -> "first"),
                        slow.mono(),
                        () -> true))
        .thenAwait(LONG)
        .expectNext("first")
        .verifyComplete();

    slow.assertWasCancelled();
    assertThat(count("sent")).isEqualTo(1);
    assertThat(count("won")).isZero();
  }

  @Test
  void second_goesOn_whenTheFirstFindsNoNodeMeanwhile() {
    StepVerifier.withVirtualTime(
            () ->
                hedges(1.0)
                    .of(
                        Mono.delay(AFTER.plusMillis(1)).then(Mono.<String>empty()),
                        Mono.delay(LONG).map(tick -> "second"),
                        () -> true))
        .thenAwait(LONG.plus(AFTER))
        .expectNext("second")
        .verifyComplete();
  }

  @Test
  void caller_isToldAtOnce_whenTheFirstFailsOrFindsNoNode() {
    StepVerifier.withVirtualTime(() -> hedged(Mono.error(new IllegalStateException("defect"))))
        .verifyErrorMessage("defect");
    StepVerifier.withVirtualTime(() -> hedged(Mono.empty())).verifyComplete();

    second.assertWasNotSubscribed();
  }

  @Test
  void second_isNotAsked_whenNoNodeIsLeft() {
    StepVerifier.withVirtualTime(
            () -> hedges(1.0).of(Mono.delay(LONG).map(tick -> "first"), second.mono(), () -> false))
        .thenAwait(LONG)
        .expectNext("first")
        .verifyComplete();

    second.assertWasNotSubscribed();
    assertThat(count("sent") + count("refused")).isZero();
  }

  @Test
  void hedges_stayWithinTheirShare_whenEveryReadIsSlow() {
    var hedges = hedges(0.05);
    var asked = new AtomicInteger();
    Mono<String> again = Mono.fromSupplier(() -> "second " + asked.incrementAndGet());

    for (int read = 0; read < 1_000; read++) {
      StepVerifier.withVirtualTime(
              () -> hedges.of(Mono.delay(LONG).map(tick -> "first"), again, () -> true))
          .thenAwait(LONG)
          .expectNextCount(1)
          .verifyComplete();
    }

    assertThat(asked).hasValueBetween(50, 50 + 3);
    assertThat(count("refused")).isEqualTo(1_000 - asked.get());
  }

  @Test
  void second_isNeverAsked_whenHedgesAreOff() {
    var off = new Hedges(Duration.ZERO, new HedgeBudget(1, 10), new Metrics(registry));

    StepVerifier.withVirtualTime(
            () -> off.of(Mono.delay(LONG).map(tick -> "first"), second.mono(), () -> true))
        .thenAwait(LONG)
        .expectNext("first")
        .verifyComplete();

    second.assertWasNotSubscribed();
  }

  private Mono<String> hedged(Mono<String> first) {
    return hedges(1.0).of(first, second.mono(), () -> true);
  }

  private Hedges hedges(double share) {
    return new Hedges(AFTER, new HedgeBudget(share, 3), new Metrics(registry));
  }

  private double count(String outcome) {
    return registry.find("replica.hedges").tag("outcome", outcome).counters().stream()
        .mapToDouble(counter -> counter.count())
        .sum();
  }
}

package dev.visitortracker.api.replica;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class PositionWaitersTest {
  private static final Duration LONG = Duration.ofSeconds(10);

  private final AtomicBoolean isMet = new AtomicBoolean();
  private final PositionWaiters waiting = new PositionWaiters(2);

  @Test
  void request_goesOn_whenANodeHasMovedFarEnough() {
    waiting
        .until(isMet::get, LONG)
        .as(StepVerifier::create)
        .then(waiting::moved)
        .then(() -> assertThat(waiting.current()).isEqualTo(1))
        .then(this::meet)
        .expectNext(true)
        .verifyComplete();

    assertThat(waiting.current()).isZero();
  }

  @Test
  void request_doesNotWait_whenTheNodesAreFarEnough() {
    isMet.set(true);

    waiting
        .until(isMet::get, Duration.ZERO)
        .as(StepVerifier::create)
        .expectNext(true)
        .verifyComplete();
  }

  @Test
  void request_isToldSo_whenItsTimeIsOver() {
    StepVerifier.withVirtualTime(() -> waiting.until(isMet::get, LONG))
        .expectSubscription()
        .expectNoEvent(LONG.minusMillis(1))
        .thenAwait(Duration.ofMillis(1))
        .expectNext(false)
        .verifyComplete();

    assertThat(waiting.current()).isZero();
  }

  @Test
  void request_isToldAtOnce_whenTooManyWait() {
    Mono<Boolean> request = waiting.until(isMet::get, LONG);

    StepVerifier first = request.as(StepVerifier::create).expectNext(true).expectComplete();
    StepVerifier second = request.as(StepVerifier::create).expectNext(true).expectComplete();
    first = first.verifyLater();
    second = second.verifyLater();
    request.as(StepVerifier::create).expectNext(false).verifyComplete();
    meet();

    first.verify();
    second.verify();
  }

  @Test
  void place_isFree_whenARequestIsCancelled() {
    waiting
        .until(isMet::get, LONG)
        .as(StepVerifier::create)
        .then(() -> assertThat(waiting.current()).isEqualTo(1))
        .thenCancel()
        .verify();

    assertThat(waiting.current()).isZero();
    meet();
  }

  private void meet() {
    isMet.set(true);
    waiting.moved();
  }
}

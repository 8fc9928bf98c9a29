package dev.visitortracker.api.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visitortracker.api.publish.PublishOutcome.Published;
import dev.visitortracker.api.publish.PublishOutcome.Unavailable;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class CountedOnceTest {
  private final AtomicInteger published = new AtomicInteger();
  private final AtomicInteger lost = new AtomicInteger();
  private final CountedOnce counted =
      new CountedOnce(published::incrementAndGet, lost::incrementAndGet);

  @Test
  void call_isPublished_whenKafkaHasItsVisits() {
    counted
        .of(() -> Mono.just(Published.NOTHING))
        .as(StepVerifier::create)
        .expectNext(Published.NOTHING)
        .verifyComplete();

    assertCounted(1, 0);
  }

  @Test
  void call_isLost_whenKafkaIsAway() {
    var away = new Unavailable(PublishOutcome.Reason.BROKER_AWAY, Duration.ofSeconds(1));

    counted.of(() -> Mono.just(away)).as(StepVerifier::create).expectNext(away).verifyComplete();

    assertCounted(0, 1);
  }

  @Test
  void call_isLost_whenItFails() {
    assertFailed(() -> Mono.error(new IllegalStateException("a defect")));
  }

  @Test
  void call_isLost_whenItCannotBeMade() {
    assertFailed(
        () -> {
          throw new IllegalStateException("a defect");
        });
  }

  @Test
  void call_isLost_whenItsCallerIsGone() {
    counted.of(Mono::never).as(StepVerifier::create).thenCancel().verify();

    assertCounted(0, 1);
  }

  private void assertFailed(Supplier<Mono<PublishOutcome>> call) {
    counted.of(call).as(StepVerifier::create).verifyError(IllegalStateException.class);

    assertCounted(0, 1);
  }

  private void assertCounted(int asPublished, int asLost) {
    assertThat(published).hasValue(asPublished);
    assertThat(lost).hasValue(asLost);
  }
}

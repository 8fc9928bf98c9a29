package dev.visitortracker.api.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

class DeadlinesTest {
  private static final Duration DEADLINE = Duration.ofSeconds(3);

  private final VirtualTimeScheduler timer = VirtualTimeScheduler.create();

  @Test
  void value_isGiven_whenItComesInTime() {
    Mono<String> inTime = Mono.delay(Duration.ofSeconds(2), timer).thenReturn("there");

    StepVerifier.create(inTime.transform(Deadlines.within(DEADLINE, timer)))
        .then(() -> timer.advanceTimeBy(Duration.ofSeconds(2)))
        .expectNext("there")
        .verifyComplete();
  }

  @Test
  void end_isGiven_whenItComesInTimeWithoutAValue() {
    StepVerifier.create(Mono.empty().transform(Deadlines.within(DEADLINE, timer))).verifyComplete();
  }

  @Test
  void error_isGiven_whenItComesInTime() {
    StepVerifier.create(
            Mono.error(new IllegalStateException("broken"))
                .transform(Deadlines.within(DEADLINE, timer)))
        .verifyErrorMessage("broken");
  }

  @Test
  void source_isCancelled_whenNothingCameInTime() {
    AtomicBoolean isCancelled = new AtomicBoolean();
    Mono<String> late = Mono.<String>never().doOnCancel(() -> isCancelled.set(true));

    StepVerifier.create(late.transform(Deadlines.within(DEADLINE, timer)))
        .then(() -> timer.advanceTimeBy(DEADLINE.minusMillis(1)))
        .then(() -> assertThat(isCancelled).isFalse())
        .then(() -> timer.advanceTimeBy(Duration.ofMillis(1)))
        .verifyErrorSatisfies(
            error ->
                assertThat(error)
                    .isInstanceOf(TimeoutException.class)
                    .hasMessage("nothing came within PT3S"));
    assertThat(isCancelled).isTrue();
  }

  @Test
  void timer_isNotStarted_whenTheValueIsThere() {
    StepVerifier.create(Mono.just("there").transform(Deadlines.within(DEADLINE, timer)))
        .expectNext("there")
        .verifyComplete();

    assertThat(timer.getScheduledTaskCount()).isZero();
  }

  @Test
  void deadline_fails_whenItsTimerIsClosed() {
    timer.dispose();

    StepVerifier.create(Mono.never().transform(Deadlines.within(DEADLINE, timer))).verifyError();
  }
}

package dev.visitortracker.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visitortracker.blocking.BlockingCalls;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

class BlockingCallsTest {

  @Test
  void blockingCall_isCaught_whenALaneMakesIt() {
    Scheduler lanes = Schedulers.newParallel("lane", 1, true);
    CountDownLatch never = new CountDownLatch(1);

    Mono.fromCallable(() -> never.await(200, TimeUnit.MILLISECONDS))
        .subscribeOn(lanes)
        .as(StepVerifier::create)
        .expectNext(false)
        .verifyComplete();

    lanes.dispose();
    assertThat(BlockingCalls.take()).isNotEmpty();
  }
}

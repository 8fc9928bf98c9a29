package dev.visitortracker.api.publish;

import dev.visitortracker.api.publish.PublishOutcome.Published;
import dev.visitortracker.api.publish.PublishOutcome.Unavailable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/**
 * A call whose end is counted exactly once, however it ends. Visits of a call that fails or is
 * cancelled count as lost: nobody was told that Kafka has them.
 *
 * @param published counts visits that Kafka has
 * @param lost counts all others
 */
public record CountedOnce(Runnable published, Runnable lost) {
  public Mono<PublishOutcome> of(Supplier<Mono<PublishOutcome>> call) {
    return Mono.defer(
        () -> {
          var isCounted = new AtomicBoolean();
          return Mono.defer(call)
              .doOnNext(outcome -> once(isCounted, counter(outcome)))
              .doOnError(failed -> once(isCounted, lost))
              .doOnCancel(() -> once(isCounted, lost));
        });
  }

  private Runnable counter(PublishOutcome outcome) {
    return switch (outcome) {
      case Published all -> published;
      case Unavailable none -> lost;
    };
  }

  private static void once(AtomicBoolean isCounted, Runnable counter) {
    if (isCounted.compareAndSet(false, true)) {
      counter.run();
    }
  }
}

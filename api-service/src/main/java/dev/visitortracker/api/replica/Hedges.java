package dev.visitortracker.api.replica;

import dev.visitortracker.api.telemetry.Metrics;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Asks a second node where the first takes long, and takes the first answer (Dean and Barroso, The
 * Tail at Scale, 2013). The other read is cancelled.
 */
final class Hedges {
  private final Duration after;
  private final HedgeBudget budget;
  private final Metrics metrics;

  /**
   * @param after how long the first may take; zero: there are no hedges
   */
  Hedges(Duration after, HedgeBudget budget, Metrics metrics) {
    this.after = after;
    this.budget = budget;
    this.metrics = metrics;
  }

  /**
   * The first value of both, or the first error; empty where both are.
   *
   * @param second subscribed at most once, and only where the first has not ended in time
   * @param isPossible whether a second node is left
   */
  <T> Mono<T> of(Mono<T> first, Mono<T> second, BooleanSupplier isPossible) {
    if (after.isZero()) {
      return first;
    }
    budget.payIn();
    Sinks.Empty<Void> ended = Sinks.empty();
    return Flux.merge(
            first.doOnTerminate(ended::tryEmitEmpty),
            Mono.delay(after)
                .takeUntilOther(ended.asMono())
                .filter(tick -> isPossible.getAsBoolean() && isGranted())
                .flatMap(tick -> second.doOnNext(won -> metrics.hedge("won"))))
        .next();
  }

  private boolean isGranted() {
    boolean isGranted = budget.take();
    metrics.hedge(isGranted ? "sent" : "refused");
    return isGranted;
  }
}

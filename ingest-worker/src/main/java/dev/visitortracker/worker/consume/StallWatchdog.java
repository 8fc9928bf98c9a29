package dev.visitortracker.worker.consume;

import dev.visitortracker.worker.consume.OwnedPartitions.Movement;
import java.time.Duration;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Notices a consumer that stands still although Kafka has more for it and nothing that it handed on
 * is still being stored. A consumer that waits for a slow database is not stalled, and one whose
 * broker does not answer cannot be told from one without backlog; both are left alone.
 *
 * <p>Looks every second, which also keeps {@link OwnedPartitions} up to date with the ends in
 * Kafka.
 */
public final class StallWatchdog {
  private static final Logger log = LoggerFactory.getLogger(StallWatchdog.class);
  private static final Duration INTERVAL = Duration.ofSeconds(1);

  /** How long Kafka may take to tell the ends. */
  public static final Duration PATIENCE = INTERVAL.multipliedBy(2);

  private final Mono<Map<Integer, Long>> ends;
  private final OwnedPartitions owned;
  private final Duration timeout;

  /**
   * @param ends partition to the offset that Kafka appends next
   * @param timeout how long the consumer may stand still
   */
  public StallWatchdog(Mono<Map<Integer, Long>> ends, OwnedPartitions owned, Duration timeout) {
    this.ends = ends;
    this.owned = owned;
    this.timeout = timeout;
  }

  /** For how many looks nothing has moved that could have. */
  private record Stillness(int looks, long read) {
    static final Stillness NONE = new Stillness(0, -1);

    Stillness next(Movement movement) {
      boolean still = movement.unread() && !movement.inFlight() && movement.read() == read;
      return new Stillness(still ? looks + 1 : 0, movement.read());
    }
  }

  /** Ends with {@link StalledException} when the consumer is stalled; never completes. */
  Mono<Void> stalled() {
    return Flux.interval(INTERVAL)
        .onBackpressureDrop()
        .concatMap(tick -> look(), 1)
        .scan(Stillness.NONE, Stillness::next)
        .filter(stillness -> INTERVAL.multipliedBy(stillness.looks()).compareTo(timeout) >= 0)
        .next()
        .flatMap(stillness -> Mono.error(new StalledException(timeout, owned.lag())));
  }

  private Mono<Movement> look() {
    return ends.timeout(PATIENCE.plus(INTERVAL))
        .doOnNext(owned::ends)
        .onErrorResume(
            error -> {
              log.debug("the ends are not known: {}", error.toString());
              return Mono.empty();
            })
        .then(Mono.fromSupplier(owned::movement));
  }
}

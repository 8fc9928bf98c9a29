package dev.visitortracker.worker.replay;

import dev.visitortracker.worker.primary.ReplicationLag.Behind;
import dev.visitortracker.worker.primary.ReplicationLag.Hidden;
import dev.visitortracker.worker.primary.ReplicationLag.Reading;
import dev.visitortracker.worker.range.ReadProgress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Holds back each batch of a replay until the replicas have caught up and the rate allows it. One
 * batch asks at a time.
 */
public final class Pace {
  private static final Duration CHECK_INTERVAL = Duration.ofMillis(100);

  private final @Nullable RateLimit rate;
  private final Mono<Reading> replicas;
  private final Duration maxLag;
  private final ReadProgress progress;
  private final Consumer<String> notice;
  private final AtomicBoolean noticed = new AtomicBoolean();

  /**
   * @param rowsPerSecond null for no limit
   * @param replicas reads the lag again for each subscriber
   * @param maxLag how far the slowest replica may be behind
   * @param notice takes a sentence for the operator
   */
  public Pace(
      @Nullable Integer rowsPerSecond,
      Mono<Reading> replicas,
      Duration maxLag,
      ReadProgress progress,
      Consumer<String> notice) {
    this.rate = rowsPerSecond == null ? null : new RateLimit(rowsPerSecond);
    this.replicas = replicas;
    this.maxLag = maxLag;
    this.progress = progress;
    this.notice = notice;
  }

  /** Completes when a batch of so many rows may be written. */
  Mono<Void> admit(int rows) {
    return replicasCaughtUp().then(Mono.defer(() -> turn(rows)));
  }

  private Mono<Void> replicasCaughtUp() {
    return replicas
        // A primary that does not answer is waited for by the writer, which also says so.
        .onErrorReturn(new Behind(Duration.ZERO))
        .filter(this::mayGo)
        .repeatWhenEmpty(checks -> checks.delayElements(CHECK_INTERVAL))
        .doOnNext(reading -> progress.waitingFor(""))
        .then();
  }

  private boolean mayGo(Reading reading) {
    return switch (reading) {
      case Behind(Duration lag) -> {
        progress.waitingFor("replicas, " + lag.toMillis() + " ms behind");
        yield lag.compareTo(maxLag) <= 0;
      }
      case Hidden() -> {
        if (!noticed.getAndSet(true)) {
          notice.accept(
              "the database user may not see replica lag (GRANT pg_monitor): not paced by it");
        }
        yield true;
      }
    };
  }

  private Mono<Void> turn(int rows) {
    Duration wait = rate == null ? Duration.ZERO : rate.reserve(rows, System.nanoTime());
    return wait.isZero() ? Mono.empty() : Mono.delay(wait).then();
  }
}

package dev.visitortracker.api.lifecycle;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A task that is repeated at a fixed interval from the start of the service to its end, one run at
 * a time. A run that takes longer than the interval makes the next one wait; a run that fails is
 * logged and the next one comes all the same.
 */
public final class Repeating implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(Repeating.class);

  /**
   * Below the web server's phases: started before it accepts requests, stopped after its last.
   * Above 0, the phase in which the event loops end: the last run may need them.
   */
  private static final int PHASE = 1;

  private final String name;
  private final Flux<Void> runs;
  private final Mono<Void> last;
  private volatile @Nullable Disposable subscription;

  public Repeating(String name, Duration interval, Supplier<Mono<Void>> task) {
    this(name, interval, task, Mono.empty());
  }

  /**
   * @param last done after the last run, when the web server has answered its last request
   */
  public Repeating(String name, Duration interval, Supplier<Mono<Void>> task, Mono<Void> last) {
    this(name, interval, List.of(task), last);
  }

  /**
   * @param tasks repeated side by side, at least one; none waits for another
   */
  public Repeating(
      String name, Duration interval, List<Supplier<Mono<Void>>> tasks, Mono<Void> last) {
    this.name = name;
    this.last = last;
    this.runs = Flux.fromIterable(tasks).flatMap(task -> runs(task, interval), tasks.size(), 1);
  }

  private Flux<Void> runs(Supplier<Mono<Void>> task, Duration interval) {
    return Flux.interval(Duration.ZERO, interval)
        .onBackpressureDrop()
        .concatMap(tick -> run(task), 1);
  }

  @Override
  public void start() {
    subscription = runs.subscribe();
  }

  @Override
  public void stop(Runnable callback) {
    stop();
    run(() -> last).doFinally(end -> callback.run()).subscribe();
  }

  @Override
  public void stop() {
    Disposable current = subscription;
    if (current != null) {
      current.dispose();
    }
    subscription = null;
  }

  @Override
  public boolean isRunning() {
    return subscription != null;
  }

  @Override
  public int getPhase() {
    return PHASE;
  }

  private Mono<Void> run(Supplier<Mono<Void>> task) {
    return Mono.defer(task)
        .onErrorResume(
            error -> {
              log.warn("{} failed and goes on: {}", name, error.toString());
              return Mono.empty();
            });
  }
}

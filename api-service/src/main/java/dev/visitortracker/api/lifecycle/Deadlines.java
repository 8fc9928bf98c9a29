package dev.visitortracker.api.lifecycle;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Deadlines on the path of each request. */
public final class Deadlines {
  private Deadlines() {}

  /** Fails with {@link TimeoutException} on a thread of Reactor's where no end comes in time. */
  public static <T> UnaryOperator<Mono<T>> within(Duration deadline) {
    return source -> new DeadlineMono<>(source, deadline, Schedulers.parallel());
  }

  /**
   * The same on another thread.
   *
   * @param timer where the time is kept
   */
  public static <T> UnaryOperator<Mono<T>> within(Duration deadline, Scheduler timer) {
    return source -> new DeadlineMono<>(source, deadline, timer);
  }
}

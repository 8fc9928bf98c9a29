package dev.visitortracker.api.lifecycle;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import reactor.core.publisher.Mono;

/** Deadlines on the path of each request. */
public final class Deadlines {
  private Deadlines() {}

  /**
   * Fails with {@link TimeoutException} where no value has come in time. Given no fallback, {@code
   * timeout} of Reactor 3.8 puts the names of all operators before it together for the message, for
   * each subscription and whether it is late or not: a tenth of what a request cost.
   */
  public static <T> UnaryOperator<Mono<T>> within(Duration deadline) {
    Mono<T> late = Mono.error(() -> new TimeoutException("nothing came within " + deadline));
    return source -> source.timeout(deadline, late);
  }
}

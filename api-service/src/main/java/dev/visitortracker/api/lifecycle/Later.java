package dev.visitortracker.api.lifecycle;

import java.util.concurrent.Executor;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoOperator;

/** Work that begins in a task of its own. */
public final class Later {
  private Later() {}

  /**
   * Subscribes on the executor, as {@code subscribeOn} does, without its worker and future for each
   * request.
   */
  public static <T> Mono<T> on(Executor executor, Mono<T> work) {
    return new MonoOperator<T, T>(work) {
      @Override
      public void subscribe(CoreSubscriber<? super T> actual) {
        executor.execute(() -> source.subscribe(actual));
      }
    };
  }
}

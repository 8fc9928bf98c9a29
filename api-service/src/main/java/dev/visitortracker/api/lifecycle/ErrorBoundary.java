package dev.visitortracker.api.lifecycle;

import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoOperator;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * A place on the path of each request behind which nothing is lost that is thrown.
 *
 * <p>Reactor hands an exception on as a signal, but throws a {@code StackOverflowError}, a {@code
 * LinkageError} or an {@code OutOfMemoryError} through all operators into the event loop, which
 * logs it; the request would wait for ever. Here such an error becomes a signal again. What is
 * thrown by the operators above while they are subscribed or asked for more is caught, and what is
 * thrown by those below while they take the value. An operator that threw while it took the value
 * holds itself for done and would drop the signal, so that error goes to the outermost boundary of
 * the request, which the context names.
 *
 * <p>It also keeps the context at hand. Operators ask the one behind them for it, down the whole
 * chain, and many ask for each request: nearly a tenth of what a request of one event cost.
 */
public final class ErrorBoundary<T> extends MonoOperator<T, T> {
  private ErrorBoundary(Mono<T> source) {
    super(source);
  }

  public static <T> Mono<T> around(Mono<T> source) {
    return new ErrorBoundary<>(source);
  }

  @Override
  public void subscribe(CoreSubscriber<? super T> actual) {
    var inner = new Inner<T>(actual);
    try {
      source.subscribe(inner);
    } catch (Throwable error) {
      inner.fail(error);
    }
  }

  /** True from the end on. */
  private static final class Inner<T> extends AtomicBoolean
      implements CoreSubscriber<T>, Subscription {
    private static final long serialVersionUID = 1L;

    private final transient CoreSubscriber<? super T> actual;
    private final transient Context context;

    /** The outermost boundary, or null where this one is. */
    private final transient @Nullable Inner<?> outermost;

    private transient volatile Subscription source = Operators.emptySubscription();

    Inner(CoreSubscriber<? super T> actual) {
      this.actual = actual;
      Context below = actual.currentContext();
      this.outermost = below.getOrDefault(ErrorBoundary.class, null);
      this.context = outermost == null ? below.put(ErrorBoundary.class, this) : below;
    }

    @Override
    public Context currentContext() {
      return context;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
      source = subscription;
      actual.onSubscribe(this);
    }

    @Override
    public void request(long count) {
      try {
        source.request(count);
      } catch (Throwable error) {
        fail(error);
      }
    }

    @Override
    public void cancel() {
      source.cancel();
    }

    @Override
    public void onNext(T value) {
      try {
        actual.onNext(value);
      } catch (Throwable error) {
        escalate(error);
      }
    }

    @Override
    public void onError(Throwable error) {
      if (compareAndSet(false, true)) {
        actual.onError(error);
      } else {
        Operators.onErrorDropped(error, context);
      }
    }

    @Override
    public void onComplete() {
      if (compareAndSet(false, true)) {
        actual.onComplete();
      }
    }

    private void escalate(Throwable error) {
      Inner<?> outer = outermost;
      if (outer == null) {
        fail(error);
      } else {
        set(true);
        source.cancel();
        outer.fail(error);
      }
    }

    /** An error of the JVM is wrapped, so that no operator on the way throws it again. */
    void fail(Throwable error) {
      if (!compareAndSet(false, true)) {
        Operators.onErrorDropped(error, context);
        return;
      }
      Subscription begun = source;
      begun.cancel();
      if (begun == Operators.emptySubscription()) {
        actual.onSubscribe(begun);
      }
      actual.onError(
          error instanceof Exception
              ? error
              : new IllegalStateException("the work ended in an error of the JVM", error));
    }
  }
}

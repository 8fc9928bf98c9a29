package dev.visitortracker.api.lifecycle;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoOperator;
import reactor.core.publisher.Operators;
import reactor.core.scheduler.Scheduler;
import reactor.util.context.Context;

/**
 * As {@code timeout}, but a source that ends within the call that asks it for its value costs no
 * timer. Many do: the body of a small request has arrived when it is read. A timer takes a lock and
 * may wake a thread, and the {@code timeout} of Reactor 3.8 puts the names of all operators before
 * it together, for each subscription: a tenth of what a request of one event cost.
 */
final class DeadlineMono<T> extends MonoOperator<T, T> {
  private final Duration deadline;
  private final Scheduler timer;

  DeadlineMono(Mono<T> source, Duration deadline, Scheduler timer) {
    super(source);
    this.deadline = deadline;
    this.timer = timer;
  }

  @Override
  public void subscribe(CoreSubscriber<? super T> actual) {
    source.subscribe(new Race<>(actual, deadline, timer));
  }

  /** Between value, end, deadline and cancellation; the first of them makes it true. */
  private static final class Race<T> extends AtomicBoolean
      implements CoreSubscriber<T>, Subscription {
    private static final long serialVersionUID = 1L;

    private final transient CoreSubscriber<? super T> actual;
    private final transient Duration deadline;
    private final transient Scheduler timer;
    private transient Subscription source = Operators.emptySubscription();
    private transient volatile @Nullable Disposable timeout;

    Race(CoreSubscriber<? super T> actual, Duration deadline, Scheduler timer) {
      this.actual = actual;
      this.deadline = deadline;
      this.timer = timer;
    }

    @Override
    public Context currentContext() {
      return actual.currentContext();
    }

    @Override
    public void onSubscribe(Subscription subscription) {
      source = subscription;
      actual.onSubscribe(this);
    }

    @Override
    public void request(long count) {
      source.request(count);
      if (!get() && timeout == null) {
        startTimer();
      }
    }

    private void startTimer() {
      try {
        Disposable started = timer.schedule(this::giveUp, deadline.toNanos(), TimeUnit.NANOSECONDS);
        timeout = started;
        if (get()) {
          started.dispose();
        }
      } catch (RejectedExecutionException closed) {
        fail(closed);
      }
    }

    private void giveUp() {
      fail(new TimeoutException("nothing came within " + deadline));
    }

    private void fail(Exception error) {
      if (isFirst()) {
        source.cancel();
        actual.onError(error);
      }
    }

    @Override
    public void onNext(T value) {
      if (isFirst()) {
        pass(value);
      } else {
        Operators.onNextDropped(value, currentContext());
      }
    }

    /** The value often comes in a task of its own: see {@link ErrorBoundary}. */
    private void pass(T value) {
      try {
        actual.onNext(value);
      } catch (Throwable error) {
        actual.onError(new IllegalStateException("the value could not be taken", error));
        return;
      }
      actual.onComplete();
    }

    @Override
    public void onError(Throwable error) {
      if (isFirst()) {
        actual.onError(error);
      } else {
        Operators.onErrorDropped(error, currentContext());
      }
    }

    @Override
    public void onComplete() {
      if (isFirst()) {
        actual.onComplete();
      }
    }

    @Override
    public void cancel() {
      if (isFirst()) {
        source.cancel();
      }
    }

    private boolean isFirst() {
      if (!compareAndSet(false, true)) {
        return false;
      }
      Disposable started = timeout;
      if (started != null) {
        started.dispose();
      }
      return true;
    }
  }
}

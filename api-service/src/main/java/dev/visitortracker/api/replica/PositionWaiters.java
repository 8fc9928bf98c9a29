package dev.visitortracker.api.replica;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.scheduler.Schedulers;

/**
 * Requests that wait until the nodes are far enough. Nobody polls: a probe that has seen a node
 * move has all of them look again. At most a set number waits at the same time.
 */
final class PositionWaiters {
  private final int maxWaiting;
  private final AtomicInteger waiting = new AtomicInteger();
  private final Set<Waiter> waiters = ConcurrentHashMap.newKeySet();

  PositionWaiters(int maxWaiting) {
    this.maxWaiting = maxWaiting;
  }

  /**
   * Whether the condition holds, at the latest when the time is over; at once where too many wait.
   *
   * @param isMet cheap; asked on the thread of a probe
   */
  Mono<Boolean> until(BooleanSupplier isMet, Duration atMost) {
    return Mono.defer(() -> isMet.getAsBoolean() ? Mono.just(true) : admit(isMet, atMost));
  }

  /** To be called when a node has moved. */
  void moved() {
    waiters.forEach(Waiter::look);
  }

  int current() {
    return waiting.get();
  }

  private Mono<Boolean> admit(BooleanSupplier isMet, Duration atMost) {
    return !atMost.isZero() && tryEnter()
        ? Mono.using(() -> waiting, counted -> wait(isMet, atMost), AtomicInteger::decrementAndGet)
        : Mono.just(false);
  }

  private boolean tryEnter() {
    return waiting.getAndUpdate(now -> now < maxWaiting ? now + 1 : now) < maxWaiting;
  }

  /** What comes after the wait must not keep the thread of the probe. */
  private Mono<Boolean> wait(BooleanSupplier isMet, Duration atMost) {
    return Mono.<Boolean>create(sink -> register(new Waiter(isMet, sink)))
        .timeout(atMost, Mono.fromSupplier(isMet::getAsBoolean))
        .publishOn(Schedulers.parallel());
  }

  private void register(Waiter waiter) {
    waiters.add(waiter);
    waiter.sink.onDispose(() -> waiters.remove(waiter));
    // The node may have moved between the first look and now.
    waiter.look();
  }

  /** One request. Equal to itself only. */
  private final class Waiter {
    private final BooleanSupplier isMet;
    private final MonoSink<Boolean> sink;

    Waiter(BooleanSupplier isMet, MonoSink<Boolean> sink) {
      this.isMet = isMet;
      this.sink = sink;
    }

    void look() {
      // Who takes it out tells it, so that it is told once.
      if (isMet.getAsBoolean() && waiters.remove(this)) {
        sink.success(true);
      }
    }
  }
}

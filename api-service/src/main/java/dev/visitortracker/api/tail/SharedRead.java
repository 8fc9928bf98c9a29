package dev.visitortracker.api.tail;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/**
 * One subscription to a source for all who read it at the same time, from the first to the last.
 *
 * <p>It counts its readers itself: {@code publish().refCount()} of Reactor 3.8 forgets to cancel
 * its source where the last reader leaves at the end of handing out an element, and forgets the
 * leaving of a reader that has not been told yet that it has come.
 */
final class SharedRead<T> {
  private final Flux<T> source;
  private @Nullable Reading<T> current;

  SharedRead(Flux<T> source) {
    this.source = source;
  }

  Flux<T> flux() {
    return Flux.using(this::join, Reading::elements, this::leave);
  }

  private synchronized Reading<T> join() {
    Reading<T> joined = current;
    if (joined == null) {
      joined = new Reading<>(source);
      current = joined;
    }
    joined.readers++;
    return joined;
  }

  private void leave(Reading<T> left) {
    if (isLeftByAll(left)) {
      left.end();
    }
  }

  private synchronized boolean isLeftByAll(Reading<T> left) {
    left.readers--;
    if (left.readers > 0) {
      return false;
    }
    current = null;
    return true;
  }

  /** From a first reader's coming to a last one's leaving, or to the end of the source. */
  private static final class Reading<T> {
    private final Sinks.Empty<Void> over = Sinks.empty();
    private final Flux<T> elements;
    private int readers;

    Reading(Flux<T> source) {
      this.elements =
          source
              .takeUntilOther(over.asMono())
              .doOnError(over::tryEmitError)
              .doOnComplete(over::tryEmitEmpty)
              .publish(1)
              .autoConnect()
              .takeUntilOther(over.asMono());
    }

    /** Whoever comes when the source has ended gets its end, too. */
    Flux<T> elements() {
      return elements;
    }

    void end() {
      // That the source has ended by itself is as good.
      var _ = over.tryEmitEmpty();
    }
  }
}

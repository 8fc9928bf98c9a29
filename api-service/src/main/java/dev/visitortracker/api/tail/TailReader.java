package dev.visitortracker.api.tail;

import dev.visitortracker.api.token.Position;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.scheduler.Scheduler;

/**
 * One read of the topic with the thread that its consumer blocks and belongs to. It polls when it
 * is asked for a batch, one ahead. To be closed, also where its start failed or was cancelled.
 */
final class TailReader implements CatchUp {
  private final Scheduler.Worker thread;
  private final Supplier<TopicReader> consumers;
  private final Supplier<Optional<Position>> visible;
  private final InstantSource clock;
  private final TailSettings settings;
  private final Mono<Void> closing;

  /** Used on the thread only. */
  private @Nullable TopicReader topic;

  TailReader(
      Scheduler.Worker thread,
      Supplier<TopicReader> consumers,
      Supplier<Optional<Position>> visible,
      InstantSource clock,
      TailSettings settings) {
    this.thread = thread;
    this.consumers = consumers;
    this.visible = visible;
    this.clock = clock;
    this.settings = settings;
    this.closing = onThread(this::closeTopic).then().doFinally(end -> thread.dispose()).cache();
  }

  @Override
  public Mono<Long> resume(Position from) {
    return onThread(() -> open().start(from, oldest()));
  }

  /** Goes to where the replicas are now. */
  Mono<Long> startNow() {
    return Mono.defer(() -> start(visible.get().orElseThrow(NotServedException::new)));
  }

  /** Without end: what the replicas show, as they show it. */
  Flux<TailBatch> visible() {
    return batches(() -> visible.get().orElse(Position.START));
  }

  @Override
  public Flux<TailBatch> toVisible() {
    return visible().takeUntil(batch -> isVisibleReachedBy(batch.behind()));
  }

  @Override
  public Flux<TailBatch> until(Position end) {
    return batches(() -> end).takeUntil(batch -> end.isReachedBy(batch.behind()));
  }

  @Override
  public Mono<Void> close() {
    return closing;
  }

  private Mono<Long> start(Position from) {
    return onThread(() -> open().start(from, null));
  }

  private Instant oldest() {
    return clock.instant().minus(settings.maxResume());
  }

  private boolean isVisibleReachedBy(Position behind) {
    return visible.get().filter(position -> position.isReachedBy(behind)).isPresent();
  }

  private Flux<TailBatch> batches(Supplier<Position> limit) {
    return onThread(() -> open().next(limit.get())).repeat();
  }

  private TopicReader open() {
    TopicReader reader = topic;
    if (reader == null) {
      reader = consumers.get();
      topic = reader;
    }
    return reader;
  }

  private @Nullable Void closeTopic() {
    if (topic != null) {
      topic.close();
    }
    return null;
  }

  /** A cancelled task still runs to its end: an interrupt would break the consumer. */
  private <T> Mono<T> onThread(Callable<@Nullable T> task) {
    return Mono.create(sink -> thread.schedule(() -> run(task, sink)));
  }

  private static <T> void run(Callable<@Nullable T> task, MonoSink<T> sink) {
    try {
      sink.success(task.call());
    } catch (Exception e) {
      sink.error(e);
    }
  }
}

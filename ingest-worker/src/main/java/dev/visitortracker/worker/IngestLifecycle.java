package dev.visitortracker.worker;

import dev.visitortracker.worker.schema.VisitPartitions;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.util.retry.Retry;

/** Starts the pipeline and the making of partitions; the only place that subscribes. */
final class IngestLifecycle implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(IngestLifecycle.class);
  private static final Duration PARTITION_INTERVAL = Duration.ofHours(1);
  private static final Duration MIN_RETRY_DELAY = Duration.ofSeconds(1);
  private static final Duration MAX_RETRY_DELAY = Duration.ofMinutes(1);

  /** Below the web server's phase, so that health is still answered while batches finish. */
  private static final int PHASE = 0;

  private final IngestPipeline pipeline;
  private final VisitPartitions partitions;
  private Sinks.@Nullable Empty<Void> stop;
  private @Nullable Disposable running;
  private @Nullable Disposable partitionMaking;

  IngestLifecycle(IngestPipeline pipeline, VisitPartitions partitions) {
    this.pipeline = pipeline;
    this.partitions = partitions;
  }

  @Override
  public synchronized void start() {
    Sinks.Empty<Void> stopping = Sinks.empty();
    stop = stopping;
    partitionMaking =
        Flux.interval(Duration.ZERO, PARTITION_INTERVAL)
            .onBackpressureDrop()
            .concatMap(tick -> makePartitions(), 1)
            .subscribe();
    running = pipeline.run(stopping.asMono()).subscribe();
  }

  @Override
  public synchronized void stop(Runnable callback) {
    if (stop == null || running == null || partitionMaking == null) {
      callback.run();
      return;
    }
    partitionMaking.dispose();
    stop.tryEmitEmpty();
    Disposable finishing = running;
    Mono.fromRunnable(callback)
        .delaySubscription(
            Flux.interval(Duration.ofMillis(10)).filter(tick -> finishing.isDisposed()).next())
        .subscribe();
  }

  @Override
  public void stop() {
    throw new UnsupportedOperationException("Spring stops a SmartLifecycle through its callback");
  }

  @Override
  public synchronized boolean isRunning() {
    return running != null && !running.isDisposed();
  }

  @Override
  public int getPhase() {
    return PHASE;
  }

  private Mono<Void> makePartitions() {
    return partitions
        .ensureAhead()
        .retryWhen(
            Retry.backoff(Long.MAX_VALUE, MIN_RETRY_DELAY)
                .maxBackoff(MAX_RETRY_DELAY)
                .doBeforeRetry(
                    retry ->
                        log.warn(
                            "partitions ahead are not made yet: {}", retry.failure().toString())));
  }
}

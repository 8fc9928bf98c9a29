package dev.visitortracker.worker;

import dev.visitortracker.worker.schema.VisitPartitions;
import dev.visitortracker.worker.upkeep.PartitionIndexes;
import dev.visitortracker.worker.upkeep.VisitorMerge;
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

/**
 * Starts the pipeline and the upkeep of partitions and sketches; the only place that subscribes.
 */
final class IngestLifecycle implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(IngestLifecycle.class);
  private static final Duration UPKEEP_INTERVAL = Duration.ofMinutes(10);
  private static final Duration MIN_RETRY_DELAY = Duration.ofSeconds(1);
  private static final Duration MAX_RETRY_DELAY = Duration.ofMinutes(1);

  /** Below the web server's phase, so that health is still answered while batches finish. */
  private static final int PHASE = 0;

  private final IngestPipeline pipeline;
  private final VisitPartitions partitions;
  private final PartitionIndexes indexes;
  private final VisitorMerge visitors;
  private final LagSampler observation;
  private Sinks.@Nullable Empty<Void> stop;
  private @Nullable Disposable running;
  private @Nullable Disposable upkeep;
  private @Nullable Disposable observing;

  IngestLifecycle(
      IngestPipeline pipeline,
      VisitPartitions partitions,
      PartitionIndexes indexes,
      VisitorMerge visitors,
      LagSampler observation) {
    this.pipeline = pipeline;
    this.partitions = partitions;
    this.indexes = indexes;
    this.visitors = visitors;
    this.observation = observation;
  }

  @Override
  public synchronized void start() {
    Sinks.Empty<Void> stopping = Sinks.empty();
    stop = stopping;
    upkeep =
        Flux.interval(Duration.ZERO, UPKEEP_INTERVAL)
            .onBackpressureDrop()
            .concatMap(tick -> upkeep(), 1)
            .subscribe();
    observing = observation.run().subscribe();
    running = pipeline.run(stopping.asMono()).subscribe();
  }

  @Override
  public synchronized void stop(Runnable callback) {
    if (stop == null || running == null || upkeep == null || observing == null) {
      callback.run();
      return;
    }
    upkeep.dispose();
    observing.dispose();
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

  private Mono<Void> upkeep() {
    return partitions
        .ensureAhead()
        .then(visitors.run())
        .then(indexes.settle())
        .retryWhen(
            Retry.backoff(Long.MAX_VALUE, MIN_RETRY_DELAY)
                .maxBackoff(MAX_RETRY_DELAY)
                .doBeforeRetry(
                    retry ->
                        log.warn(
                            "partitions, sketches and indexes are not in order yet: {}",
                            retry.failure().toString())));
  }
}

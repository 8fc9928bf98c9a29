package dev.visitortracker.worker;

import dev.visitortracker.worker.health.Outage;
import dev.visitortracker.worker.upkeep.Upkeep;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Sinks;

/** Starts and stops the pipeline and what runs beside it; the only class that subscribes. */
final class IngestLifecycle implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(IngestLifecycle.class);

  /** Below the web server's phase, so that health is still answered while batches finish. */
  private static final int PHASE = 0;

  private final IngestPipeline pipeline;
  private final Upkeep upkeep;
  private final LagSampler lag;
  private final Outage outage;
  private @Nullable Running running;

  /** The subscriptions, and the signal that lets the pipeline finish. */
  private record Running(
      Disposable pipeline, Disposable beside, Sinks.Empty<Void> stop, Sinks.Empty<Void> ended) {}

  IngestLifecycle(IngestPipeline pipeline, Upkeep upkeep, LagSampler lag, Outage outage) {
    this.pipeline = pipeline;
    this.upkeep = upkeep;
    this.lag = lag;
    this.outage = outage;
  }

  @Override
  public synchronized void start() {
    Sinks.Empty<Void> stop = Sinks.empty();
    Sinks.Empty<Void> ended = Sinks.empty();
    running =
        new Running(
            pipeline
                .run(stop.asMono())
                .doOnError(error -> log.error("the pipeline has ended", error))
                .doOnTerminate(outage::pipelineEnded)
                .onErrorComplete()
                .doFinally(signal -> ended.tryEmitEmpty())
                .subscribe(),
            Disposables.composite(upkeep.run().subscribe(), lag.run().subscribe()),
            stop,
            ended);
  }

  @Override
  public synchronized void stop(Runnable callback) {
    if (running == null) {
      callback.run();
      return;
    }
    running.beside().dispose();
    running.ended().asMono().subscribe(null, null, callback);
    running.stop().tryEmitEmpty();
  }

  @Override
  public void stop() {
    throw new UnsupportedOperationException("Spring stops a SmartLifecycle through its callback");
  }

  @Override
  public synchronized boolean isRunning() {
    return running != null && !running.pipeline().isDisposed();
  }

  @Override
  public int getPhase() {
    return PHASE;
  }
}

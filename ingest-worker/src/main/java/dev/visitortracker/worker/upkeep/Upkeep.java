package dev.visitortracker.worker.upkeep;

import dev.visitortracker.worker.telemetry.WorkerMetrics;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * Runs the jobs beside ingest, each every ten minutes. The jobs are independent: one that fails is
 * tried again after one second to one minute, and holds up no other. Each run is timed by {@code
 * upkeep.run} with the job and its outcome.
 */
public final class Upkeep {
  private static final Logger log = LoggerFactory.getLogger(Upkeep.class);
  private static final Duration INTERVAL = Duration.ofMinutes(10);
  private static final Duration MIN_RETRY_DELAY = Duration.ofSeconds(1);
  private static final Duration MAX_RETRY_DELAY = Duration.ofMinutes(1);

  private final List<Job> jobs;
  private final WorkerMetrics metrics;

  /** The name is the tag of the metric. */
  record Job(String name, Mono<Void> run) {}

  public Upkeep(
      MonthsAhead months, VisitorMerge visitors, PartitionIndexes indexes, WorkerMetrics metrics) {
    this(
        List.of(
            new Job("months_ahead", Mono.defer(months::create)),
            new Job("visitor_merge", Mono.defer(visitors::run)),
            new Job("index_conversion", Mono.defer(indexes::convert))),
        metrics);
  }

  Upkeep(List<Job> jobs, WorkerMetrics metrics) {
    this.jobs = jobs;
    this.metrics = metrics;
  }

  /** Runs until it is cancelled. */
  public Mono<Void> run() {
    return Flux.fromIterable(jobs).flatMap(this::repeat, jobs.size(), 1).then();
  }

  private Flux<Void> repeat(Job job) {
    return Flux.interval(Duration.ZERO, INTERVAL)
        .onBackpressureDrop()
        .concatMap(tick -> untilDone(job), 1);
  }

  private Mono<Void> untilDone(Job job) {
    return timed(job)
        .retryWhen(
            Retry.backoff(Long.MAX_VALUE, MIN_RETRY_DELAY)
                .maxBackoff(MAX_RETRY_DELAY)
                .doBeforeRetry(
                    retry ->
                        log.warn(
                            "upkeep: {} failed and is tried again: {}",
                            job.name(),
                            retry.failure().toString())));
  }

  private Mono<Void> timed(Job job) {
    return Mono.defer(
        () -> {
          long start = System.nanoTime();
          return job.run()
              .doOnSuccess(done -> metrics.upkeepRun(job.name(), "done", since(start)))
              .doOnError(error -> metrics.upkeepRun(job.name(), "failed", since(start)));
        });
  }

  private static Duration since(long startNanos) {
    return Duration.ofNanos(System.nanoTime() - startNanos);
  }
}

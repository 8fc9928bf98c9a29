package dev.visitortracker.worker;

import dev.visitortracker.worker.consume.BatchSource;
import dev.visitortracker.worker.consume.ConsumeSettings;
import dev.visitortracker.worker.consume.SourceBatch;
import dev.visitortracker.worker.consume.WatermarksUnreadableException;
import dev.visitortracker.worker.decode.BatchDecoder;
import dev.visitortracker.worker.health.Outage;
import dev.visitortracker.worker.progress.OffsetRange;
import dev.visitortracker.worker.telemetry.WorkerMetrics;
import dev.visitortracker.worker.write.BatchWriter;
import dev.visitortracker.worker.write.PreparedBatch;
import dev.visitortracker.worker.write.StoredBatch;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.GroupedFlux;
import reactor.core.scheduler.Scheduler;
import reactor.util.retry.Retry;

/**
 * Takes each batch from Kafka to PostgreSQL: receive, decode, prepare, store, acknowledge.
 *
 * <p>Partitions are spread over lanes. A lane stores one batch at a time, so the batches of a
 * partition are stored in order; the lanes work at the same time. In each lane at most one batch is
 * being stored, one is prepared and one waits; before them are the polls that the source holds.
 */
final class IngestPipeline {
  private static final Logger log = LoggerFactory.getLogger(IngestPipeline.class);
  private static final Duration MIN_RESTART_DELAY = Duration.ofMillis(500);

  /** One is stored, one is decoded or prepared, one waits. */
  private static final int BATCHES_IN_LANE = 3;

  private static final Duration MAX_RESTART_DELAY = Duration.ofSeconds(30);

  private final BatchSource source;
  private final Supplier<BatchDecoder> decoders;
  private final BatchWriter writer;
  private final ConsumeSettings consume;
  private final Scheduler lanes;
  private final WorkerMetrics metrics;
  private final Outage outage;
  private final InstantSource clock;

  /**
   * @param decoders makes one for each lane
   */
  IngestPipeline(
      BatchSource source,
      Supplier<BatchDecoder> decoders,
      BatchWriter writer,
      ConsumeSettings consume,
      Scheduler lanes,
      WorkerMetrics metrics,
      Outage outage,
      InstantSource clock) {
    this.source = source;
    this.decoders = decoders;
    this.writer = writer;
    this.consume = consume;
    this.lanes = lanes;
    this.metrics = metrics;
    this.outage = outage;
    this.clock = clock;
  }

  /** The most records between the cutting of a poll and its commit. */
  static long maxInFlight(ConsumeSettings consume) {
    return (long) consume.maxRecords() * consume.lanes() * (1 + BATCHES_IN_LANE);
  }

  /**
   * Runs until the stop signal, after which what is in flight is still stored. A consumer that
   * fails or loses its partitions is replaced by a new one, which reads on from the watermarks.
   */
  Flux<StoredBatch> run(Publisher<Void> stop) {
    return Flux.defer(
            () ->
                source
                    .receive()
                    .takeUntilOther(stop)
                    .groupBy(SourceBatch::lane, consume.lanes())
                    .flatMap(this::lane, consume.lanes(), 1))
        .doOnNext(this::settled)
        .retryWhen(
            Retry.backoff(Long.MAX_VALUE, MIN_RESTART_DELAY)
                .maxBackoff(MAX_RESTART_DELAY)
                .transientErrors(true)
                .doBeforeRetry(retry -> restarting(retry.failure())));
  }

  private Flux<StoredBatch> lane(GroupedFlux<Integer, SourceBatch> batches) {
    // One ahead: the next batch is decoded and prepared while PostgreSQL works on this one.
    return batches
        .publishOn(lanes, 1)
        .map(decoders.get()::decode)
        .map(PreparedBatch::of)
        .concatMap(writer::store, 1);
  }

  private void settled(StoredBatch batch) {
    batch.acknowledge();
    metrics.committed(batch.stored(), batch.duplicate(), batch.deadLettered());
    for (OffsetRange range : batch.source().ranges()) {
      batch
          .oldestMillis(range)
          .ifPresent(sent -> metrics.visible(range.partition(), sinceMillis(sent)));
    }
  }

  /** The time since then. The sender's clock may be ahead of ours, which counts as no time. */
  private Duration sinceMillis(long sent) {
    return Duration.ofMillis(Math.max(0, clock.millis() - sent));
  }

  private void restarting(Throwable error) {
    metrics.restarted();
    List<String> causes = new ArrayList<>();
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      causes.add(cause.toString());
      if (cause instanceof WatermarksUnreadableException && cause.getCause() != null) {
        outage.consumerWaits(cause.getCause());
      }
    }
    log.warn("starting again from the watermarks: {}", String.join(", because of ", causes));
  }
}

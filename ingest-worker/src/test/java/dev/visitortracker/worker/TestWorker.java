package dev.visitortracker.worker;

import dev.visitortracker.worker.consume.ConsumeSettings;
import dev.visitortracker.worker.consume.KafkaBatchSource;
import dev.visitortracker.worker.consume.KafkaSettings;
import dev.visitortracker.worker.consume.OwnedPartitions;
import dev.visitortracker.worker.consume.StallWatchdog;
import dev.visitortracker.worker.consume.StartOffsets;
import dev.visitortracker.worker.consume.TopicOffsets;
import dev.visitortracker.worker.deadletter.DeadLetters;
import dev.visitortracker.worker.decode.BatchDecoder;
import dev.visitortracker.worker.decode.DecodeSettings;
import dev.visitortracker.worker.health.Outage;
import dev.visitortracker.worker.primary.PrimaryDatabase;
import dev.visitortracker.worker.primary.ReplicationLag;
import dev.visitortracker.worker.progress.Watermarks;
import dev.visitortracker.worker.telemetry.WorkerMetrics;
import dev.visitortracker.worker.write.BatchWriter;
import dev.visitortracker.worker.write.StoredBatch;
import dev.visitortracker.worker.write.WriteSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** The worker in this JVM, put together as {@link WorkerConfiguration} does. */
final class TestWorker implements AutoCloseable {
  static final int LANES = 2;

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final WorkerMetrics metrics = new WorkerMetrics(meters);
  private final Outage outage = new Outage(metrics);
  private final Scheduler lanes = Schedulers.newParallel("lane", LANES, true);
  private final TopicOffsets offsets;
  private final IngestPipeline pipeline;
  private final LagSampler observation;
  private @Nullable Disposable running;
  private @Nullable Disposable observing;

  TestWorker(String topic, String instance, PrimaryDatabase primary, DeadLetters letters) {
    this(topic, topic, instance, primary, letters, Duration.ofSeconds(30));
  }

  /**
   * @param group the same for workers that share the topic
   */
  TestWorker(
      String topic,
      String group,
      String instance,
      PrimaryDatabase primary,
      DeadLetters letters,
      Duration stallTimeout) {
    this(TestTopic.kafka(), topic, group, instance, primary, letters, stallTimeout);
  }

  TestWorker(
      KafkaSettings kafka,
      String topic,
      String group,
      String instance,
      PrimaryDatabase primary,
      DeadLetters letters,
      Duration stallTimeout) {
    offsets = new TopicOffsets(kafka);
    OwnedPartitions owned = new OwnedPartitions();
    ConsumeSettings consume = consume(group, stallTimeout);
    pipeline =
        new IngestPipeline(
            new KafkaBatchSource(
                topic,
                kafka,
                consume,
                instance,
                new StartOffsets(topic, offsets, new Watermarks(primary)),
                owned,
                new StallWatchdog(
                    offsets.ends(topic, StallWatchdog.PATIENCE), owned, stallTimeout)),
            () ->
                new BatchDecoder(
                    new DecodeSettings(Duration.ofDays(10_000), Duration.ofDays(1)),
                    InstantSource.system()),
            new BatchWriter(
                primary,
                letters,
                new WriteSettings(Duration.ofMillis(50), Duration.ofMillis(500)),
                outage,
                0),
            consume,
            lanes,
            metrics,
            outage,
            InstantSource.system());
    observation = new LagSampler(owned, new ReplicationLag(primary), outage, metrics);
  }

  /** Each subscription runs it once. The batches come on a thread that may block, as tests do. */
  Flux<StoredBatch> run() {
    return pipeline.run(Mono.never()).publishOn(Schedulers.boundedElastic(), 1);
  }

  /** Runs it until it is closed. */
  TestWorker start() {
    running = run().subscribe();
    observing = observation.run().subscribe();
    return this;
  }

  /** What readiness says of partitions that stand still. */
  List<String> standing() {
    return outage.standing();
  }

  /** What readiness says it waits for. */
  @Nullable String waitsFor() {
    return outage.cause();
  }

  boolean has(String name) {
    return !meters.find(name).meters().isEmpty();
  }

  /** The sum over all tags of a metric, 0 where there is none. */
  double metric(String name, String... tags) {
    return meters.find(name).tags(tags).meters().stream()
        .flatMap(meter -> StreamSupport.stream(meter.measure().spliterator(), false))
        .mapToDouble(measurement -> measurement.getValue())
        .sum();
  }

  @Override
  public void close() {
    if (running != null && observing != null) {
      observing.dispose();
      running.dispose();
    }
    offsets.close();
    lanes.dispose();
  }

  private static ConsumeSettings consume(String group, Duration stallTimeout) {
    return new ConsumeSettings(
        500,
        DataSize.ofMegabytes(1),
        Duration.ofMillis(50),
        DataSize.ofBytes(1),
        LANES,
        2,
        group,
        Duration.ofSeconds(6),
        Duration.ofSeconds(5),
        stallTimeout);
  }
}

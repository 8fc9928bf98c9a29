package dev.visitortracker.worker;

import dev.visitortracker.event.Topics;
import dev.visitortracker.worker.consume.BatchSource;
import dev.visitortracker.worker.consume.KafkaBatchSource;
import dev.visitortracker.worker.consume.OwnedPartitions;
import dev.visitortracker.worker.consume.StallWatchdog;
import dev.visitortracker.worker.consume.StartOffsets;
import dev.visitortracker.worker.consume.TopicOffsets;
import dev.visitortracker.worker.deadletter.DeadLetters;
import dev.visitortracker.worker.deadletter.KafkaDeadLetters;
import dev.visitortracker.worker.decode.BatchDecoder;
import dev.visitortracker.worker.health.Outage;
import dev.visitortracker.worker.primary.PrimaryDatabase;
import dev.visitortracker.worker.primary.ReplicationLag;
import dev.visitortracker.worker.progress.Watermarks;
import dev.visitortracker.worker.schema.VisitPartitions;
import dev.visitortracker.worker.settings.WorkerSettings;
import dev.visitortracker.worker.telemetry.WorkerMetrics;
import dev.visitortracker.worker.upkeep.MonthsAhead;
import dev.visitortracker.worker.upkeep.PartitionIndexes;
import dev.visitortracker.worker.upkeep.Upkeep;
import dev.visitortracker.worker.upkeep.VisitorMerge;
import dev.visitortracker.worker.write.BatchWriter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.InstantSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** How the stages are put together, in the order of the journey. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(WorkerSettings.class)
class WorkerConfiguration {
  /** Beside the lanes: watermarks of a new assignment, health, and each job of the upkeep. */
  private static final int SPARE_CONNECTIONS = 5;

  /** A live shard has the number of its Kafka partition. */
  private static final int LIVE_SHARDS = 0;

  @Bean
  InstantSource clock() {
    return InstantSource.system();
  }

  @Bean
  PrometheusMeterRegistry meterRegistry() {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    new JvmMemoryMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    return registry;
  }

  @Bean
  WorkerMetrics metrics(MeterRegistry registry) {
    return new WorkerMetrics(registry);
  }

  @Bean
  PrimaryDatabase primaryDatabase(WorkerSettings settings, WorkerMetrics metrics) {
    int connections = settings.consume().lanes() + SPARE_CONNECTIONS;
    PrimaryDatabase database =
        new PrimaryDatabase(settings.database(), settings.instanceName(), connections);
    metrics.bounded("primary.connections", database::connectionsInUse, connections);
    return database;
  }

  @Bean
  OwnedPartitions ownedPartitions(WorkerSettings settings, WorkerMetrics metrics) {
    OwnedPartitions owned = new OwnedPartitions();
    metrics.bounded(
        "ingest.records_in_flight",
        owned::inFlight,
        IngestPipeline.maxInFlight(settings.consume()));
    return owned;
  }

  @Bean
  TopicOffsets topicOffsets(WorkerSettings settings) {
    return new TopicOffsets(settings.kafka());
  }

  @Bean
  BatchSource batchSource(
      WorkerSettings settings,
      TopicOffsets offsets,
      PrimaryDatabase database,
      OwnedPartitions owned) {
    return new KafkaBatchSource(
        Topics.VISIT_EVENTS,
        settings.kafka(),
        settings.consume(),
        settings.instanceName(),
        new StartOffsets(Topics.VISIT_EVENTS, offsets, new Watermarks(database)),
        owned,
        new StallWatchdog(
            offsets.ends(Topics.VISIT_EVENTS, StallWatchdog.PATIENCE),
            owned,
            settings.consume().stallTimeout()));
  }

  @Bean
  DeadLetters deadLetters(WorkerSettings settings) {
    return new KafkaDeadLetters(settings.kafka().bootstrapServers(), settings.instanceName());
  }

  @Bean
  Outage outage(WorkerMetrics metrics) {
    return new Outage(metrics);
  }

  @Bean(destroyMethod = "dispose")
  Scheduler lanes(WorkerSettings settings) {
    return Schedulers.newParallel("lane", settings.consume().lanes(), true);
  }

  @Bean
  IngestPipeline ingestPipeline(
      WorkerSettings settings,
      BatchSource source,
      PrimaryDatabase database,
      DeadLetters deadLetters,
      Scheduler lanes,
      WorkerMetrics metrics,
      Outage outage,
      InstantSource clock) {
    return new IngestPipeline(
        source,
        () -> new BatchDecoder(settings.decode(), clock),
        new BatchWriter(database, deadLetters, settings.write(), outage, LIVE_SHARDS),
        settings.consume(),
        lanes,
        metrics,
        outage,
        clock);
  }

  @Bean
  Upkeep upkeep(PrimaryDatabase database, InstantSource clock, WorkerMetrics metrics) {
    return new Upkeep(
        new MonthsAhead(new VisitPartitions(database), clock),
        new VisitorMerge(database, clock),
        new PartitionIndexes(database, clock),
        metrics);
  }

  @Bean
  LagSampler lagSampler(
      OwnedPartitions owned, PrimaryDatabase database, Outage outage, WorkerMetrics metrics) {
    return new LagSampler(owned, new ReplicationLag(database), outage, metrics);
  }

  @Bean
  IngestLifecycle ingestLifecycle(
      IngestPipeline pipeline, Upkeep upkeep, LagSampler lag, Outage outage) {
    return new IngestLifecycle(pipeline, upkeep, lag, outage);
  }
}

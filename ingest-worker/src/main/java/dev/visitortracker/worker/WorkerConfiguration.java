package dev.visitortracker.worker;

import dev.visitortracker.event.Topics;
import dev.visitortracker.worker.consume.BatchSource;
import dev.visitortracker.worker.consume.ConsumeSettings;
import dev.visitortracker.worker.consume.KafkaBatchSource;
import dev.visitortracker.worker.consume.KafkaSettings;
import dev.visitortracker.worker.consume.OwnedPartitions;
import dev.visitortracker.worker.consume.StallWatchdog;
import dev.visitortracker.worker.consume.StartOffsets;
import dev.visitortracker.worker.consume.TopicOffsets;
import dev.visitortracker.worker.deadletter.DeadLetters;
import dev.visitortracker.worker.deadletter.KafkaDeadLetters;
import dev.visitortracker.worker.decode.BatchDecoder;
import dev.visitortracker.worker.decode.DecodeSettings;
import dev.visitortracker.worker.health.Outage;
import dev.visitortracker.worker.primary.DatabaseSettings;
import dev.visitortracker.worker.primary.PrimaryDatabase;
import dev.visitortracker.worker.primary.ReplicationLag;
import dev.visitortracker.worker.progress.Ledger;
import dev.visitortracker.worker.progress.Watermarks;
import dev.visitortracker.worker.schema.VisitPartitions;
import dev.visitortracker.worker.settings.WorkerSettings;
import dev.visitortracker.worker.telemetry.WorkerMetrics;
import dev.visitortracker.worker.upkeep.PartitionIndexes;
import dev.visitortracker.worker.upkeep.VisitorMerge;
import dev.visitortracker.worker.write.BatchWriter;
import dev.visitortracker.worker.write.WriteSettings;
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
@EnableConfigurationProperties({
  WorkerSettings.class,
  DatabaseSettings.class,
  KafkaSettings.class,
  ConsumeSettings.class,
  DecodeSettings.class,
  WriteSettings.class
})
class WorkerConfiguration {
  /** Beside the lanes: watermarks of a new assignment, health, and indexes that are made. */
  private static final int SPARE_CONNECTIONS = 3;

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
  PrimaryDatabase primaryDatabase(
      DatabaseSettings properties,
      ConsumeSettings consume,
      WorkerSettings worker,
      WorkerMetrics metrics) {
    int connections = consume.lanes() + SPARE_CONNECTIONS;
    PrimaryDatabase database = new PrimaryDatabase(properties, worker.instance(), connections);
    metrics.bounded("primary.connections", database::connectionsInUse, connections);
    return database;
  }

  @Bean
  ReplicationLag replicationLag(PrimaryDatabase database) {
    return new ReplicationLag(database);
  }

  @Bean
  Watermarks watermarks(PrimaryDatabase database) {
    return new Watermarks(database);
  }

  @Bean
  OwnedPartitions positions(ConsumeSettings consume, WorkerMetrics metrics) {
    OwnedPartitions positions = new OwnedPartitions();
    metrics.bounded(
        "ingest.records_in_flight", positions::inFlight, IngestPipeline.maxInFlight(consume));
    return positions;
  }

  @Bean
  TopicOffsets topicOffsets(KafkaSettings kafka) {
    return new TopicOffsets(kafka);
  }

  @Bean
  StartOffsets startingPoints(
      TopicOffsets offsets, Watermarks watermarks, PrimaryDatabase database) {
    return new StartOffsets(Topics.VISIT_EVENTS, offsets, watermarks, new Ledger(database));
  }

  @Bean
  StallWatchdog stallWatchdog(
      TopicOffsets offsets, OwnedPartitions positions, ConsumeSettings consume) {
    return new StallWatchdog(offsets.ends(Topics.VISIT_EVENTS), positions, consume.stallTimeout());
  }

  @Bean
  BatchSource batchSource(
      KafkaSettings kafka,
      ConsumeSettings consume,
      WorkerSettings worker,
      StartOffsets starts,
      OwnedPartitions positions,
      StallWatchdog watchdog) {
    return new KafkaBatchSource(
        Topics.VISIT_EVENTS, kafka, consume, worker.instance(), starts, positions, watchdog);
  }

  @Bean
  DeadLetters deadLetters(KafkaSettings kafka, WorkerSettings worker) {
    return new KafkaDeadLetters(kafka.bootstrapServers(), worker.instance());
  }

  @Bean
  VisitPartitions visitPartitions(PrimaryDatabase database, InstantSource clock) {
    return new VisitPartitions(database, clock);
  }

  @Bean
  Outage outage(WorkerMetrics metrics) {
    return new Outage(metrics);
  }

  @Bean
  BatchWriter batchWriter(
      PrimaryDatabase database,
      VisitPartitions partitions,
      Watermarks watermarks,
      DeadLetters deadLetters,
      WriteSettings write,
      Outage outage) {
    return new BatchWriter(
        database, partitions, watermarks, deadLetters, write, outage, LIVE_SHARDS);
  }

  @Bean(destroyMethod = "dispose")
  Scheduler lanes(ConsumeSettings consume) {
    return Schedulers.newParallel("lane", consume.lanes(), true);
  }

  @Bean
  IngestPipeline ingestPipeline(
      BatchSource source,
      DecodeSettings decode,
      BatchWriter writer,
      ConsumeSettings consume,
      Scheduler lanes,
      WorkerMetrics metrics,
      Outage outage,
      InstantSource clock) {
    return new IngestPipeline(
        source,
        () -> new BatchDecoder(decode, clock),
        writer,
        consume,
        lanes,
        metrics,
        outage,
        clock);
  }

  @Bean
  PartitionIndexes partitionIndexes(PrimaryDatabase database, InstantSource clock) {
    return new PartitionIndexes(database, clock);
  }

  @Bean
  VisitorMerge visitorMerge(PrimaryDatabase database, InstantSource clock) {
    return new VisitorMerge(database, clock);
  }

  @Bean
  LagSampler observation(
      OwnedPartitions positions, ReplicationLag replicas, Outage outage, WorkerMetrics metrics) {
    return new LagSampler(positions, replicas, outage, metrics);
  }

  @Bean
  IngestLifecycle ingestLifecycle(
      IngestPipeline pipeline,
      VisitPartitions partitions,
      PartitionIndexes indexes,
      VisitorMerge visitors,
      LagSampler observation) {
    return new IngestLifecycle(pipeline, partitions, indexes, visitors, observation);
  }
}

package dev.visitortracker.worker;

import dev.visitortracker.event.Topics;
import dev.visitortracker.worker.consume.BatchSource;
import dev.visitortracker.worker.consume.ConsumeProperties;
import dev.visitortracker.worker.consume.KafkaBatchSource;
import dev.visitortracker.worker.consume.KafkaProperties;
import dev.visitortracker.worker.deadletter.DeadLetters;
import dev.visitortracker.worker.deadletter.KafkaDeadLetters;
import dev.visitortracker.worker.decode.BatchDecoder;
import dev.visitortracker.worker.decode.DecodeProperties;
import dev.visitortracker.worker.primary.DatabaseProperties;
import dev.visitortracker.worker.primary.PrimaryDatabase;
import dev.visitortracker.worker.progress.Watermarks;
import dev.visitortracker.worker.schema.PartitionIndexes;
import dev.visitortracker.worker.schema.VisitPartitions;
import dev.visitortracker.worker.telemetry.WorkerMetrics;
import dev.visitortracker.worker.write.BatchWriter;
import dev.visitortracker.worker.write.Outage;
import dev.visitortracker.worker.write.WriteProperties;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.InstantSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** How the stages are put together, in the order of the journey. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({
  WorkerProperties.class,
  DatabaseProperties.class,
  KafkaProperties.class,
  ConsumeProperties.class,
  DecodeProperties.class,
  WriteProperties.class
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
  MeterRegistry meterRegistry() {
    return new SimpleMeterRegistry();
  }

  @Bean
  WorkerMetrics metrics(MeterRegistry registry) {
    return new WorkerMetrics(registry);
  }

  @Bean
  PrimaryDatabase primaryDatabase(
      DatabaseProperties database, ConsumeProperties consume, WorkerProperties worker) {
    return new PrimaryDatabase(database, worker.instance(), consume.lanes() + SPARE_CONNECTIONS);
  }

  @Bean
  Watermarks watermarks(PrimaryDatabase database) {
    return new Watermarks(database);
  }

  @Bean
  BatchSource batchSource(
      KafkaProperties kafka,
      ConsumeProperties consume,
      WorkerProperties worker,
      Watermarks watermarks) {
    return new KafkaBatchSource(Topics.VISIT_EVENTS, kafka, consume, worker.instance(), watermarks);
  }

  @Bean
  BatchDecoder batchDecoder(DecodeProperties decode, InstantSource clock) {
    return new BatchDecoder(decode, clock);
  }

  @Bean
  DeadLetters deadLetters(KafkaProperties kafka, WorkerProperties worker) {
    return new KafkaDeadLetters(kafka.bootstrapServers(), worker.instance());
  }

  @Bean
  VisitPartitions visitPartitions(PrimaryDatabase database, InstantSource clock) {
    return new VisitPartitions(database, clock);
  }

  @Bean
  Outage outage() {
    return new Outage();
  }

  @Bean
  BatchWriter batchWriter(
      PrimaryDatabase database,
      VisitPartitions partitions,
      Watermarks watermarks,
      DeadLetters deadLetters,
      WriteProperties write,
      Outage outage) {
    return new BatchWriter(
        database, partitions, watermarks, deadLetters, write, outage, LIVE_SHARDS);
  }

  @Bean(destroyMethod = "dispose")
  Scheduler lanes(ConsumeProperties consume) {
    return Schedulers.newParallel("lane", consume.lanes(), true);
  }

  @Bean
  IngestPipeline ingestPipeline(
      BatchSource source,
      BatchDecoder decoder,
      BatchWriter writer,
      ConsumeProperties consume,
      Scheduler lanes,
      WorkerMetrics metrics) {
    return new IngestPipeline(source, decoder, writer, consume, lanes, metrics);
  }

  @Bean
  PartitionIndexes partitionIndexes(PrimaryDatabase database, InstantSource clock) {
    return new PartitionIndexes(database, clock);
  }

  @Bean
  IngestLifecycle ingestLifecycle(
      IngestPipeline pipeline, VisitPartitions partitions, PartitionIndexes indexes) {
    return new IngestLifecycle(pipeline, partitions, indexes);
  }
}

package dev.visitortracker.api.publish;

import dev.visitortracker.api.admission.ByteBudget;
import dev.visitortracker.api.lifecycle.Repeating;
import dev.visitortracker.api.telemetry.Metrics;
import dev.visitortracker.event.Topics;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.ReactorResourceFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.kafka.sender.KafkaSender;
import reactor.kafka.sender.SenderOptions;
import reactor.netty.resources.LoopResources;

/** Puts the stage publish together. */
@Configuration(proxyBeanMethods = false)
class PublishConfiguration {
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

  @Bean
  BrokerState brokerState(InstantSource clock) {
    return new BrokerState(clock);
  }

  /** Results go from the producer's network thread to the event loop of their lane. */
  @Bean(destroyMethod = "close")
  KafkaSender<byte[], byte[]> kafkaSender(KafkaSettings kafka, PublishSettings settings) {
    return KafkaSender.create(
        SenderOptions.<byte[], byte[]>create(producerProperties(kafka, settings))
            .withKeySerializer(new ByteArraySerializer())
            .withValueSerializer(new ByteArraySerializer())
            .scheduler(Schedulers.immediate())
            .stopOnError(false)
            .closeTimeout(CLOSE_TIMEOUT));
  }

  @Bean(destroyMethod = "close")
  Admin kafkaAdmin(KafkaSettings kafka, PublishSettings settings) {
    int timeoutMillis = (int) settings.probeTimeout().toMillis();
    return Admin.create(
        Map.of(
            AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
            kafka.bootstrapServers(),
            AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
            timeoutMillis,
            AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
            timeoutMillis,
            AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
            500,
            AdminClientConfig.ENABLE_METRICS_PUSH_CONFIG,
            false));
  }

  @Bean
  Acknowledgements acknowledgements() {
    return new Acknowledgements();
  }

  @Bean
  VisitPublisher visitPublisher(
      KafkaSender<byte[], byte[]> sender,
      BrokerState broker,
      Acknowledgements acknowledgements,
      PublishSettings settings,
      ReactorResourceFactory resources,
      ByteBudget bytes,
      Metrics metrics) {
    var inFlight = new InFlightRecords(settings.maxInFlightRecords(), bytes);
    metrics.publishInFlight(inFlight::current);
    List<EventLoopBatcher> lanes = new ArrayList<>();
    resources
        .getLoopResources()
        .onServer(LoopResources.DEFAULT_NATIVE)
        .forEach(loop -> lanes.add(new EventLoopBatcher(loop, sender, acknowledgements, settings)));
    return new KafkaVisitPublisher(List.copyOf(lanes), inFlight, broker, settings);
  }

  /** The producer blocks while it fetches its first metadata. */
  @Bean(destroyMethod = "dispose")
  Scheduler publishWarmUp() {
    return Schedulers.newBoundedElastic(1, 1, "publish-warm-up");
  }

  @Bean
  Repeating brokerProbe(
      Admin admin,
      KafkaSender<byte[], byte[]> sender,
      BrokerState broker,
      PublishSettings settings,
      Scheduler publishWarmUp) {
    Mono<Void> warmUp =
        sender
            .doOnProducer(Function.identity())
            .publishOn(publishWarmUp)
            .doOnNext(producer -> producer.partitionsFor(Topics.VISIT_EVENTS))
            .then();
    Duration timeout = settings.probeTimeout();
    var probe = new BrokerProbe(BrokerProbe.topics(admin, timeout), warmUp, broker, timeout);
    return new Repeating("the probe of Kafka", settings.probeInterval(), probe::ask);
  }

  /** All acknowledgements of all in-sync replicas, each record once. */
  private static Map<String, Object> producerProperties(
      KafkaSettings kafka, PublishSettings settings) {
    return Map.ofEntries(
        Map.entry(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers()),
        Map.entry(ProducerConfig.ACKS_CONFIG, "all"),
        Map.entry(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true),
        Map.entry(ProducerConfig.LINGER_MS_CONFIG, (int) settings.linger().toMillis()),
        Map.entry(ProducerConfig.BATCH_SIZE_CONFIG, (int) settings.batchSize().toBytes()),
        Map.entry(ProducerConfig.BUFFER_MEMORY_CONFIG, settings.bufferMemory().toBytes()),
        Map.entry(ProducerConfig.COMPRESSION_TYPE_CONFIG, settings.compression()),
        Map.entry(ProducerConfig.MAX_BLOCK_MS_CONFIG, settings.maxBlock().toMillis()),
        Map.entry(
            ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) settings.deliveryTimeout().toMillis()),
        Map.entry(
            ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) settings.requestTimeout().toMillis()),
        Map.entry(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500L),
        Map.entry(ProducerConfig.ENABLE_METRICS_PUSH_CONFIG, false));
  }
}

package dev.visitortracker.worker.consume;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;
import reactor.kafka.receiver.KafkaReceiver;
import reactor.kafka.receiver.ReceiverOptions;

/** Reads one topic through reactor-kafka. */
public final class KafkaBatchSource implements BatchSource {
  /** A rebalance waits this long for batches in flight; the watermark decides about the rest. */
  private static final Duration MAX_DELAY_REBALANCE = Duration.ofSeconds(5);

  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration COMMIT_INTERVAL = Duration.ofSeconds(1);

  private final String topic;
  private final ConsumeSettings properties;
  private final StartOffsets starts;
  private final OwnedPartitions owned;
  private final StallWatchdog watchdog;
  private final ReceiverOptions<byte[], RecordValue> options;

  /**
   * @param instance name of this worker; a worker that comes back under the same name within the
   *     session timeout gets its partitions back without a rebalance
   */
  public KafkaBatchSource(
      String topic,
      KafkaSettings kafka,
      ConsumeSettings properties,
      String instance,
      StartOffsets starts,
      OwnedPartitions owned,
      StallWatchdog watchdog) {
    this.topic = topic;
    this.properties = properties;
    this.starts = starts;
    this.owned = owned;
    this.watchdog = watchdog;
    this.options =
        ReceiverOptions.<byte[], RecordValue>create(consumerProperties(kafka, properties, instance))
            .withValueDeserializer(new RecordValue.Reader())
            .maxDelayRebalance(MAX_DELAY_REBALANCE)
            .closeTimeout(CLOSE_TIMEOUT)
            .commitInterval(COMMIT_INTERVAL)
            .schedulerSupplier(() -> Schedulers.newSingle("consume", true))
            .subscription(List.of(topic));
  }

  @Override
  public Flux<SourceBatch> receive() {
    return Flux.defer(
        () -> {
          owned.clear();
          Assignment assignment = new Assignment(starts::of, owned, properties.assignmentTimeout());
          PollCutter cutter = new PollCutter(topic, properties.lanes(), assignment, owned);
          KafkaReceiver<byte[], RecordValue> receiver =
              KafkaReceiver.create(
                  options
                      .addAssignListener(assignment::assigned)
                      .addRevokeListener(assignment::revoked));
          return receiver
              .receiveBatch(properties.pollsInFlight())
              .concatMap(Flux::collectList, 1)
              .concatMapIterable(cutter::cut, 1)
              .takeUntilOther(watchdog.stalled())
              .takeUntilOther(new GapWatch(starts, owned).changed(receiver))
              .doOnTerminate(assignment::end)
              .doOnCancel(assignment::end);
        });
  }

  private static Map<String, Object> consumerProperties(
      KafkaSettings kafka, ConsumeSettings properties, String instance) {
    int maxBytes = Math.toIntExact(properties.maxBytes().toBytes());
    return Map.ofEntries(
        Map.entry(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers()),
        Map.entry(ConsumerConfig.GROUP_ID_CONFIG, properties.groupId()),
        Map.entry(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, instance),
        Map.entry(ConsumerConfig.CLIENT_ID_CONFIG, instance),
        Map.entry(
            ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG,
            Math.toIntExact(properties.sessionTimeout().toMillis())),
        Map.entry(
            ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG,
            Math.toIntExact(properties.sessionTimeout().dividedBy(5).toMillis())),
        Map.entry(
            ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
            CooperativeStickyAssignor.class.getName()),
        // A topic is made by the migration, with its promises.
        Map.entry(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false),
        // Every assignment seeks to a watermark; an offset that Kafka no longer has must be seen.
        Map.entry(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none"),
        Map.entry(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false),
        // A foreign transaction that was aborted must not become visits.
        Map.entry(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed"),
        Map.entry(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, properties.maxRecords()),
        Map.entry(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, maxBytes),
        Map.entry(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, maxBytes / 4),
        Map.entry(
            ConsumerConfig.FETCH_MIN_BYTES_CONFIG,
            Math.toIntExact(properties.minBytes().toBytes())),
        Map.entry(
            ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
            Math.toIntExact(properties.maxWait().toMillis())),
        Map.entry(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class));
  }
}

package dev.visitortracker.api.tail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visitortracker.api.token.Position;
import dev.visitortracker.event.Topics;
import dev.visitortracker.event.VisitRules;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

class KafkaTailTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final TopicPartition PARTITION = new TopicPartition(Topics.VISIT_EVENTS, 0);
  private static final TailSettings SETTINGS =
      new Binder(new MapConfigurationPropertySource(Map.of())).bindOrCreate("", TailSettings.class);

  private final List<MockConsumer<byte[], byte[]>> consumers = new CopyOnWriteArrayList<>();
  private final Scheduler threads = Schedulers.newBoundedElastic(2, 8, "tail-test");
  private Optional<Position> visible = Optional.of(new Position(Map.of(0, 7L)));
  private final KafkaTail tail = new KafkaTail(this::reader, () -> true);

  @AfterEach
  void stop() {
    threads.dispose();
  }

  /** Often, because whoever leaves must be heard also while a batch is handed out. */
  @RepeatedTest(200)
  void subscribers_shareAReader_fromTheFirstToTheLast() {
    Disposable first = tail.live().subscribe();
    tail.live().next().block(PATIENCE);
    assertThat(consumers).hasSize(1);
    assertThat(consumers.getFirst().closed()).isFalse();

    first.dispose();

    awaitClosed(0);
    tail.live().next().block(PATIENCE);
    assertThat(consumers).hasSize(2);
    awaitClosed(1);
  }

  @Test
  void stream_beginsWhereTheReplicasAre_whenItStarts() {
    tail.live()
        .as(StepVerifier::create)
        .assertNext(first -> assertThat(first.before()).isEqualTo(new Position(Map.of(0, 7L))))
        .thenCancel()
        .verify(PATIENCE);
  }

  @Test
  void stream_ends_whenNoDatabaseSays() {
    visible = Optional.empty();

    tail.live().as(StepVerifier::create).expectError(TailEndedException.class).verify(PATIENCE);
  }

  @Test
  void catchUp_ends_whenItIsWhereTheReplicasAre() {
    CatchUp reader = tail.catchUp();

    reader
        .resume(new Position(Map.of(0, 7L)))
        .thenMany(reader.toVisible())
        .concatWith(reader.close().cast(TailBatch.class))
        .as(StepVerifier::create)
        .expectNextCount(1)
        .expectComplete()
        .verify(PATIENCE);

    assertThat(consumers.getFirst().closed()).isTrue();
  }

  @Test
  void close_isDoneOnce_whenNothingWasOpened() {
    CatchUp reader = tail.catchUp();

    reader.close().then(reader.close()).block(PATIENCE);

    assertThat(consumers).isEmpty();
  }

  private void awaitClosed(int index) {
    Flux.interval(Duration.ofMillis(10))
        .onBackpressureDrop()
        .filter(tick -> consumers.get(index).closed())
        .blockFirst(PATIENCE);
  }

  private TailReader reader() {
    return new TailReader(
        threads.createWorker(), this::topic, () -> visible, InstantSource.system(), SETTINGS);
  }

  private TopicReader topic() {
    var kafka =
        new MockConsumer<byte[], byte[]>("none") {
          @Override
          public synchronized Map<TopicPartition, OffsetAndTimestamp> offsetsForTimes(
              Map<TopicPartition, Long> times) {
            return Map.of();
          }
        };
    kafka.updatePartitions(
        Topics.VISIT_EVENTS,
        List.of(new PartitionInfo(PARTITION.topic(), PARTITION.partition(), null, null, null)));
    kafka.updateBeginningOffsets(Map.of(PARTITION, 0L));
    kafka.updateEndOffsets(Map.of(PARTITION, 9L));
    consumers.add(kafka);
    var rules = new VisitRules(Duration.ofDays(1), Duration.ofDays(1), InstantSource.system());
    return new TopicReader(kafka, new VisitDecoder(rules), SETTINGS);
  }
}

package dev.visitortracker.worker;

import static dev.visitortracker.worker.Fixture.database;
import static dev.visitortracker.worker.Fixture.number;
import static dev.visitortracker.worker.Fixture.stack;
import static dev.visitortracker.worker.Fixture.unique;
import static org.assertj.core.api.Assertions.assertThat;

import dev.visitortracker.event.Visit;
import dev.visitortracker.event.VisitJson;
import dev.visitortracker.worker.deadletter.DeadLetter;
import dev.visitortracker.worker.deadletter.Reason;
import dev.visitortracker.worker.primary.PrimaryDatabase;
import dev.visitortracker.worker.write.StoredBatch;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class IngestPipelineIT {
  private static final int PARTITIONS = 4;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final String topic = unique("topic");
  private final String site = unique("site");
  private final List<DeadLetter> kept = new CopyOnWriteArrayList<>();
  private PrimaryDatabase primary;

  @BeforeEach
  void open() throws Exception {
    primary = new PrimaryDatabase(database(), "test", 6);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", stack().kafkaBootstrapServers()))) {
      admin.createTopics(List.of(new NewTopic(topic, PARTITIONS, (short) 1))).all().get();
    }
  }

  @AfterEach
  void close() {
    primary.close();
  }

  @Test
  void run_storesEveryVisitOnce_whenRecordsArriveOnAllPartitions() {
    produce(visits(10_000));

    run("worker-a", 10_000).as(StepVerifier::create).expectComplete().verify(PATIENCE);

    assertThat(rows()).isEqualTo(10_000);
    assertThat(watermarks("stored")).isEqualTo(10_000);
    assertThat(watermarks("next_offset")).isEqualTo(10_000);
  }

  @Test
  void run_commitsThePartitionsBatchesInTheirOrder_andSoLosesNoRaceAgainstItself() {
    produce(visits(20_000));

    try (TestWorker worker = worker("worker-a")) {
      worker
          .run()
          .takeUntil(batch -> settled() >= 20_000)
          .then()
          .as(StepVerifier::create)
          .expectComplete()
          .verify(PATIENCE);

      assertThat(worker.metric("ingest.restarts")).isZero();
      assertThat(worker.metric("ingest.attempts.failed")).isZero();
    }
  }

  @Test
  void run_deadLettersWhatCannotBeRead_andStoresTheRest() {
    produce(visits(100));
    produceRaw(0, "no json", "{\"id\":12}", "{}", "");

    run("worker-a", 104).as(StepVerifier::create).expectComplete().verify(PATIENCE);

    assertThat(kept)
        .extracting(DeadLetter::reason)
        .containsExactlyInAnyOrder(
            Reason.UNREADABLE, Reason.UNREADABLE, Reason.INVALID_VISIT, Reason.EMPTY);
    assertThat(rows()).isEqualTo(100);
    assertThat(watermarks("stored + dead_lettered")).isEqualTo(104);
  }

  @Test
  void run_readsOnFromTheWatermark_whenItStartsAgain() {
    List<Visit> visits = visits(2_000);
    produce(visits.subList(0, 1_000));
    run("worker-a", 1_000).as(StepVerifier::create).expectComplete().verify(PATIENCE);
    produce(visits.subList(1_000, 2_000));

    run("worker-a", 1_000).as(StepVerifier::create).expectComplete().verify(PATIENCE);

    assertThat(rows()).isEqualTo(2_000);
    assertThat(watermarks("stored")).isEqualTo(2_000);
    assertThat(watermarks("duplicate")).isZero();
  }

  @Test
  void run_storesEveryVisitOnce_whenTheTopicIsReplayedFromTheStart() {
    List<Visit> visits = visits(1_000);
    produce(visits);
    produce(visits);

    run("worker-a", 2_000).as(StepVerifier::create).expectComplete().verify(PATIENCE);

    assertThat(rows()).isEqualTo(1_000);
    assertThat(watermarks("stored")).isEqualTo(1_000);
    assertThat(watermarks("duplicate")).isEqualTo(1_000);
    assertThat(rollup()).isEqualTo(1_000);
  }

  @Test
  void run_storesEveryVisitOnce_whenWorkersJoinAndLeave() {
    produce(visits(20_000));

    Flux.merge(
            start("worker-a").takeUntil(batch -> settled() >= 20_000),
            start("worker-b").take(10),
            start("worker-c").delaySubscription(Duration.ofSeconds(1)).take(10))
        .takeUntil(batch -> settled() >= 20_000)
        .as(StepVerifier::create)
        .thenConsumeWhile(batch -> true)
        .expectComplete()
        .verify(PATIENCE);

    assertThat(rows()).isEqualTo(20_000);
    assertThat(rollup()).isEqualTo(20_000);
    assertThat(watermarks("stored")).isEqualTo(20_000);
  }

  /** Runs a worker until so many records are settled. */
  private Mono<Void> run(String instance, long records) {
    long before = settled();
    return start(instance).takeUntil(batch -> settled() >= before + records).then();
  }

  private Flux<StoredBatch> start(String instance) {
    return Flux.using(() -> worker(instance), TestWorker::run);
  }

  private TestWorker worker(String instance) {
    return new TestWorker(
        topic, instance, primary, letters -> Mono.fromRunnable(() -> kept.addAll(letters)));
  }

  private long settled() {
    return watermarks("stored + duplicate + dead_lettered");
  }

  private List<Visit> visits(int count) {
    return Fixture.visits(site, count, Instant.now().minusSeconds(60));
  }

  private void produce(List<Visit> visits) {
    try (KafkaProducer<byte[], byte[]> producer = producer()) {
      for (Visit visit : visits) {
        var _ = producer.send(new ProducerRecord<>(topic, VisitJson.write(visit)));
      }
    }
  }

  private void produceRaw(int partition, String... values) {
    try (KafkaProducer<byte[], byte[]> producer = producer()) {
      for (String value : values) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        var _ = producer.send(new ProducerRecord<>(topic, partition, null, bytes));
      }
    }
  }

  /** One request at a time: a topic that is just made may refuse the first of several for good. */
  private static KafkaProducer<byte[], byte[]> producer() {
    return new KafkaProducer<>(
        Map.of(
            "bootstrap.servers",
            stack().kafkaBootstrapServers(),
            "batch.size",
            4_096,
            "max.in.flight.requests.per.connection",
            1),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  private long rows() {
    return number("SELECT count(*) FROM visit_events WHERE site = ?", site);
  }

  private long rollup() {
    return number(
        "SELECT sum(visits)::bigint FROM visit_counts WHERE site = ? AND grain = 'all'", site);
  }

  private long watermarks(String column) {
    return number(
        "SELECT sum(" + column + ")::bigint FROM ingest_watermark WHERE topic = ?", topic);
  }
}

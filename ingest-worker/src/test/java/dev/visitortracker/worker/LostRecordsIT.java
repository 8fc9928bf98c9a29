package dev.visitortracker.worker;

import static dev.visitortracker.worker.Fixture.unique;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.visitortracker.worker.consume.StartOffsets;
import dev.visitortracker.worker.consume.TopicOffsets;
import dev.visitortracker.worker.primary.PrimaryDatabase;
import dev.visitortracker.worker.progress.Gap;
import dev.visitortracker.worker.progress.LossAcceptance;
import dev.visitortracker.worker.progress.Watermarks;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** What Kafka does not have any more is never skipped in silence, and stops nothing else. */
class LostRecordsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String SETTLED = "stored + duplicate + dead_lettered";

  private final TestDatabase database = TestDatabase.create();
  private final TestTopic topic = TestTopic.create(2);
  private final String site = unique("site");
  private final TopicOffsets offsets = new TopicOffsets(TestTopic.kafka());
  private PrimaryDatabase primary;
  private TestWorker worker;

  @BeforeEach
  void givenTenReadOfEachPartition() {
    primary = new PrimaryDatabase(database.properties(), "test", 6);
    produce(0, 10);
    produce(1, 10);
    worker = start();
    awaitThat(() -> assertThat(watermarks(SETTLED)).isEqualTo(20));
  }

  @AfterEach
  void close() {
    worker.close();
    offsets.close();
    primary.close();
  }

  @Test
  void wholePartitionsGoOn_andTheAffectedOneAfterItsLossIsAccepted_whenKafkaDroppedRecordsUnread() {
    worker.close();
    produce(0, 10);
    produce(1, 10);
    topic.deleteBefore(0, 15);
    worker = start();

    awaitThat(() -> assertThat(watermark(1, "next_offset")).isEqualTo(20));
    awaitThat(
        () ->
            assertThat(worker.standing())
                .containsExactly(
                    "partition 0: Kafka dropped 5 records before the worker read them (offsets 10"
                        + " to 15); it stands still until an operator accepts that: lost-records"
                        + " accept --partition 0"));
    assertThat(worker.metric("ingest.standing_still", "partition", "0", "cause", "dropped"))
        .isOne();
    produce(1, 10);
    awaitThat(() -> assertThat(watermark(1, "next_offset")).isEqualTo(30));
    assertThat(watermark(0, "next_offset")).isEqualTo(10);
    assertThat(worker.metric("ingest.restarts")).isZero();
    assertThat(worker.metric("ingest.paused")).isZero();

    accept();

    awaitThat(() -> assertThat(watermark(0, "next_offset")).isEqualTo(20));
    produce(0, 10);
    awaitThat(() -> assertThat(watermark(0, "next_offset")).isEqualTo(30));
    assertThat(watermark(0, "lost")).isEqualTo(5);
    assertThat(watermark(0, SETTLED)).isEqualTo(25);
    assertThat(database.rows()).isEqualTo(55);
    awaitThat(() -> assertThat(worker.standing()).isEmpty());
    assertThat(worker.waitsFor()).isNull();
    assertThat(worker.metric("ingest.standing_still")).isZero();
    assertThat(worker.metric("ingest.restarts")).isOne();
  }

  @Test
  void affectedPartitionStandsStill_whenKafkasRetentionOvertakesARunningWorker() {
    database.holdingAsSuperuser(
        "BEGIN; LOCK ingest_watermark IN EXCLUSIVE MODE",
        () -> {
          produce(0, 8_000);
          awaitThat(() -> assertThat(worker.waitsFor()).isNotNull());
          topic.deleteBefore(0, 8_005);
        });

    awaitThat(
        () ->
            assertThat(worker.metric("ingest.standing_still", "partition", "0", "cause", "dropped"))
                .isOne());
    produce(1, 10);
    awaitThat(() -> assertThat(watermark(1, "next_offset")).isEqualTo(20));

    accept();

    awaitThat(() -> assertThat(watermark(0, "next_offset")).isEqualTo(8_010));
    assertThat(watermark(0, SETTLED + " + lost")).isEqualTo(8_010);
    assertThat(watermark(0, "lost")).isBetween(1L, 7_995L);
    assertThat(database.rows()).isEqualTo(watermarks("stored"));
  }

  @Test
  void nothingIsSkipped_whenTheTopicIsRecreatedAndHasGrownBeyondTheWatermark() {
    worker.close();
    topic.recreate(2);
    produce(0, 30);
    produce(1, 5);
    worker = start();

    awaitThat(
        () ->
            assertThat(String.join("; ", worker.standing()))
                .contains("partition 0: the topic was recreated: the worker stands at offset 10")
                .contains("partition 1: the topic was recreated"));
    assertThat(worker.metric("ingest.standing_still", "cause", "rewound")).isEqualTo(2);
    assertThat(watermarks("next_offset")).isEqualTo(20);

    accept();

    awaitThat(() -> assertThat(watermarks("next_offset")).isEqualTo(35));
    assertThat(watermarks("stored")).isEqualTo(35);
    assertThat(database.rows()).isEqualTo(55);
    assertThat(
            database.number(
                "SELECT sum(stored)::bigint FROM ingest_watermark WHERE topic LIKE '%#until:%'"))
        .isEqualTo(20);
  }

  @Test
  void workerStandsStill_whenTheTopicIsRecreatedUnderIt() {
    topic.recreate(2);
    produce(0, 30);

    awaitThat(
        () ->
            assertThat(String.join("; ", worker.standing()))
                .contains("partition 0: the topic was recreated: the worker stands at offset"));
    accept();

    awaitThat(() -> assertThat(watermark(0, "next_offset")).isEqualTo(30));
    assertThat(database.rows()).isEqualTo(50);
  }

  /** As when the topic is recreated so fast that no consumer sees it gone. */
  @Test
  void workerStandsStill_whenItsWatermarksTurnOutToBelongToAnotherTopic() {
    database.execute("UPDATE ingest_watermark SET topic_id = 'another'");

    awaitThat(
        () -> assertThat(worker.metric("ingest.standing_still", "cause", "rewound")).isEqualTo(2));
    produce(0, 10);
    accept();

    awaitThat(() -> assertThat(watermark(0, SETTLED)).isEqualTo(20));
    assertThat(watermark(0, "duplicate")).isEqualTo(10);
    assertThat(database.rows()).isEqualTo(30);
  }

  @Test
  void acceptance_isRefused_whenTheWatermarkHasMovedSinceTheGapWasSeen() {
    worker.close();
    produce(0, 10);
    topic.deleteBefore(0, 15);
    Gap gap = gaps().getFirst();
    assertThat(acceptance(gap)).isTrue();

    assertThat(acceptance(gap)).isFalse();

    assertThat(watermark(0, "lost")).isEqualTo(5);
    assertThat(watermark(0, "next_offset")).isEqualTo(15);
  }

  private TestWorker start() {
    return new TestWorker(topic.name(), "worker", primary, letters -> Mono.empty()).start();
  }

  private void produce(int partition, int count) {
    topic.produce(partition, Fixture.visits(site, count, Instant.now()));
  }

  private void accept() {
    gaps().forEach(gap -> assertThat(acceptance(gap)).isTrue());
  }

  private List<Gap> gaps() {
    StartOffsets starts = new StartOffsets(topic.name(), offsets, new Watermarks(primary));
    return Objects.requireNonNull(starts.gaps().block());
  }

  private boolean acceptance(Gap gap) {
    return Boolean.TRUE.equals(new LossAcceptance(primary).accept(topic.name(), gap).block());
  }

  private long watermark(int partition, String column) {
    return database.number(
        "SELECT %s FROM ingest_watermark WHERE topic = '%s' AND partition = %d"
            .formatted(column, topic.name(), partition));
  }

  private long watermarks(String column) {
    return database.number(
        "SELECT coalesce(sum(%s), 0)::bigint FROM ingest_watermark WHERE topic = '%s'"
            .formatted(column, topic.name()));
  }

  private static void awaitThat(ThrowingRunnable assertion) {
    await().atMost(PATIENCE).untilAsserted(assertion);
  }
}

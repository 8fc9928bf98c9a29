package dev.visitortracker.worker.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visitortracker.worker.progress.OffsetRange;
import dev.visitortracker.worker.progress.TopicState;
import dev.visitortracker.worker.progress.Watermark;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ComparisonTest {
  private static final String TOPIC_ID = "topic-1";
  private static final Watermark LIVE = row("visits", 0, 100, 90, 7, 3, 0);
  private static final Watermark REPLAY = row("visits#replay:all", 0, 100, 5, 92, 3, 0);
  private static final Map<String, Long> ROLLUP = Map.of("all", 95L, "day", 95L);

  @Test
  void audit_addsUp_whenReplaysStoredTheRest() {
    AuditReport report = report(List.of(LIVE, REPLAY), 95, 0, new OffsetRange(0, 0, 100), 3);

    assertThat(report.findings()).isEmpty();
    assertThat(report.addsUp()).isTrue();
  }

  @Test
  void audit_addsUp_whenRetentionRemovedTheRest() {
    assertThat(report(List.of(LIVE, REPLAY), 60, 35, new OffsetRange(0, 0, 100), 3).findings())
        .containsExactly(
            "the rollup 'all' counts 95 visits, but the table has 60 rows",
            "the rollup 'day' counts 95 visits, but the table has 60 rows");
  }

  @Test
  void audit_findsRowsTooMany_whenSomebodyElseWrites() {
    assertThat(report(List.of(LIVE), 95, 0, new OffsetRange(0, 0, 100), 3).findings())
        .containsExactly("90 visits were stored, but the table has 5 rows more");
  }

  @Test
  void audit_findsAShorterTopic_whenItWasRecreated() {
    assertThat(report(List.of(LIVE, REPLAY), 95, 0, new OffsetRange(0, 0, 40), 3).findings())
        .containsExactly(
            "partition 0: the worker stands at offset 100, behind Kafka's end 40: the topic lost"
                + " records or was recreated");
  }

  @Test
  void audit_findsAnotherTopic_whenItWasRecreatedAndHasGrownBeyondTheWatermark() {
    Watermark before = new Watermark("visits", 0, 0, 100, 90, 7, 3, 0, "topic-0");

    assertThat(report(List.of(before, REPLAY), 95, 0, new OffsetRange(0, 0, 140), 3).findings())
        .containsExactly(
            "partition 0: the topic was recreated: the worker stands at offset 100 of the one"
                + " before, Kafka has offsets 0 to 140");
  }

  @Test
  void audit_addsUp_whenAnOperatorAcceptedTheLoss() {
    Watermark live = row("visits", 0, 120, 90, 7, 3, 20);

    AuditReport report = report(List.of(live, REPLAY), 95, 0, new OffsetRange(0, 115, 120), 3);

    assertThat(report.findings()).isEmpty();
    assertThat(report.partitions())
        .singleElement()
        .satisfies(each -> assertThat(each.lost()).isEqualTo(20));
  }

  @Test
  void audit_countsWhatWasReadBefore_whenTheTopicWasRecreated() {
    Watermark before = row("visits#until:2026-01-01T00:00:00.000000Z", 0, 40, 40, 0, 0, 0);
    Watermark live = row("visits", 0, 60, 55, 5, 0, 0);
    Comparison comparison =
        new Comparison(
            "visits",
            List.of(),
            new DatabaseSnapshot(List.of(before, live), 95, 0, ROLLUP),
            new TopicState(TOPIC_ID, Map.of(0, new OffsetRange(0, 0, 60))),
            0);

    assertThat(comparison.report(100L, 0).findings()).isEmpty();
    assertThat(comparison.report(101L, 0).findings()).hasSize(1);
  }

  @Test
  void audit_findsDeadLettersMissing_whenKafkaWasGivenFewer() {
    assertThat(report(List.of(LIVE, REPLAY), 95, 0, new OffsetRange(0, 0, 100), 2).findings())
        .containsExactly("3 records were dead-lettered, but Kafka was given only 2 dead letters");
  }

  @Test
  void audit_findsThePartitionMissing_whenKafkaDoesNotHaveIt() {
    Watermark other = row("visits", 1, 10, 0, 10, 0, 0);

    assertThat(
            report(List.of(LIVE, REPLAY, other), 95, 0, new OffsetRange(0, 0, 100), 3).findings())
        .containsExactly("partition 1: 10 records were read from it, but Kafka does not have it");
  }

  @Test
  void partition_isInFlightAsAWhole_whenTheWorkerHasNotBegun() {
    PartitionAudit partition = PartitionAudit.of(new OffsetRange(4, 50, 80), TOPIC_ID, null);

    assertThat(partition.inFlight()).isEqualTo(30);
    assertThat(partition.findings()).isEmpty();
  }

  @Test
  void audit_addsUp_whenKafkaHasWhatItAcknowledgedToTheApis() {
    // 100 records of partition 0: 60 events and 3 own answers, 20 events, and 17 of others.
    assertThat(apis(api("api-1", 70, 60, 3, 63, 90), api("api-2", 30, 20, 0, 20, 100))).isEmpty();
  }

  @Test
  void audit_findsTheEventsWithoutOutcome_whenAnApiReceivedMore() {
    assertThat(apis(api("api-1", 72, 60, 3, 63, 100)))
        .containsExactly("api-1: 72 events were received, but 70 came to an outcome");
  }

  @Test
  void audit_findsTheBrokenPromise_whenAnApiAcceptedMoreThanKafkaAcknowledged() {
    assertThat(apis(api("api-1", 70, 60, 3, 62, 100)))
        .containsExactly(
            "api-1: 63 visits were accepted or its own, but Kafka acknowledged only 62");
  }

  @Test
  void audit_findsAcknowledgedRecordsGone_whenKafkasEndIsBeforeThem() {
    assertThat(apis(api("api-1", 70, 60, 3, 63, 101)))
        .containsExactly(
            "partition 0: Kafka acknowledged offset 100 to api-1, but its end is 100: acknowledged"
                + " records are gone");
  }

  @Test
  void audit_findsTheFigure_whenMoreWasAcknowledgedThanIsKnown() {
    assertThat(apis(api("api-1", 70, 60, 3, 63, 90), api("api-2", 48, 38, 0, 38, 100)))
        .containsExactly(
            "partition 0: 101 records were acknowledged, but Kafka and PostgreSQL account for only"
                + " 100");
  }

  private static List<String> apis(ApiLedger... apis) {
    return new Comparison(
            "visits",
            List.of(apis),
            new DatabaseSnapshot(List.of(LIVE, REPLAY), 95, 0, ROLLUP),
            new TopicState(TOPIC_ID, Map.of(0, new OffsetRange(0, 0, 100))),
            3)
        .report(null, 0)
        .findings();
  }

  /** Ten events of each were not accepted: seven rejected, two repeated, one unavailable. */
  private static ApiLedger api(
      String instance,
      long received,
      long accepted,
      long published,
      long acknowledged,
      long nextOffset) {
    return new ApiLedger(
        instance,
        "2026-01-01T00:00:00Z",
        received,
        accepted,
        7,
        2,
        1,
        new ApiLedger.Traffic(published, published, 0),
        List.of(new ApiLedger.Acknowledged(0, acknowledged, nextOffset)));
  }

  private static Watermark row(
      String topic,
      int partition,
      long nextOffset,
      long stored,
      long duplicate,
      long deadLettered,
      long lost) {
    return new Watermark(
        topic, partition, 0, nextOffset, stored, duplicate, deadLettered, lost, TOPIC_ID);
  }

  private static AuditReport report(
      List<Watermark> ledger, long rows, long removed, OffsetRange kafka, long letters) {
    return new Comparison(
            "visits",
            List.of(),
            new DatabaseSnapshot(ledger, rows, removed, ROLLUP),
            new TopicState(TOPIC_ID, Map.of(0, kafka)),
            letters)
        .report(null, 0);
  }
}

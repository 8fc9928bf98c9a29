package dev.visitortracker.worker.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visitortracker.worker.progress.LedgerRow;
import dev.visitortracker.worker.progress.LedgerSnapshot;
import dev.visitortracker.worker.progress.OffsetRange;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ComparisonTest {
  private static final LedgerRow LIVE = new LedgerRow("visits", 0, 0, 100, 90, 7, 3);
  private static final LedgerRow REPLAY = new LedgerRow("visits#replay:all", 0, 0, 100, 5, 92, 3);
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
  void audit_findsAShorterTopic_whenItWasMadeAnew() {
    assertThat(report(List.of(LIVE, REPLAY), 95, 0, new OffsetRange(0, 0, 40), 3).findings())
        .containsExactly(
            "partition 0: the worker stands at offset 100, behind Kafka's end 40: the topic lost"
                + " records or was made anew");
  }

  @Test
  void audit_findsDeadLettersMissing_whenKafkaWasGivenFewer() {
    assertThat(report(List.of(LIVE, REPLAY), 95, 0, new OffsetRange(0, 0, 100), 2).findings())
        .containsExactly("3 records were dead-lettered, but Kafka was given only 2 dead letters");
  }

  @Test
  void audit_findsThePartitionMissing_whenKafkaDoesNotHaveIt() {
    LedgerRow other = new LedgerRow("visits", 1, 0, 10, 0, 10, 0);

    assertThat(
            report(List.of(LIVE, REPLAY, other), 95, 0, new OffsetRange(0, 0, 100), 3).findings())
        .containsExactly("partition 1: 10 records were read from it, but Kafka does not have it");
  }

  @Test
  void partition_isInFlightAsAWhole_whenTheWorkerHasNotBegun() {
    PartitionAudit partition = PartitionAudit.of(new OffsetRange(4, 50, 80), null);

    assertThat(partition.inFlight()).isEqualTo(30);
    assertThat(partition.findings()).isEmpty();
  }

  private static AuditReport report(
      List<LedgerRow> ledger, long rows, long removed, OffsetRange kafka, long letters) {
    return new Comparison(
            "visits", new LedgerSnapshot(ledger, rows, removed, ROLLUP), Map.of(0, kafka), letters)
        .report(null, 0);
  }
}

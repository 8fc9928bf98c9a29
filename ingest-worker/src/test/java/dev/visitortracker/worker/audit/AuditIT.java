package dev.visitortracker.worker.audit;

import static dev.visitortracker.worker.Fixture.batch;
import static dev.visitortracker.worker.Fixture.unique;
import static org.assertj.core.api.Assertions.assertThat;

import dev.visitortracker.event.Visit;
import dev.visitortracker.worker.Fixture;
import dev.visitortracker.worker.TestDatabase;
import dev.visitortracker.worker.TestTopic;
import dev.visitortracker.worker.consume.TopicOffsets;
import dev.visitortracker.worker.health.Outage;
import dev.visitortracker.worker.primary.PrimaryDatabase;
import dev.visitortracker.worker.progress.Watermarks;
import dev.visitortracker.worker.schema.TopicMigration;
import dev.visitortracker.worker.telemetry.WorkerMetrics;
import dev.visitortracker.worker.write.BatchWriter;
import dev.visitortracker.worker.write.WriteSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

class AuditIT {
  private static TestDatabase database;
  private static PrimaryDatabase primary;
  private static TopicOffsets offsets;

  private final String site = unique("site");
  private TestTopic topic;

  @BeforeAll
  static void open() throws Exception {
    database = TestDatabase.create();
    primary = new PrimaryDatabase(database.properties(), "test", 2);
    new TopicMigration(TestTopic.kafka()).run();
    offsets = new TopicOffsets(TestTopic.kafka());
  }

  @AfterAll
  static void close() {
    primary.close();
    offsets.close();
  }

  @BeforeEach
  void storeTenOfTwelve() {
    database.execute(
        "TRUNCATE visit_events, visit_counts, visit_totals, visitor_sketches, ingest_watermark");
    topic = TestTopic.create(1);
    List<Visit> visits = Fixture.visits(site, 12, Instant.now());
    topic.produce(0, visits);
    store(visits.subList(0, 10));
  }

  @Test
  void audit_addsUp_whenTheRestIsInFlight() {
    AuditReport report = audit(12L, 0);

    assertThat(report.findings()).isEmpty();
    assertThat(report.inFlight()).isEqualTo(2);
    assertThat(report.rows()).isEqualTo(10);
  }

  @Test
  void audit_findsTheFigure_whenARowIsDeletedByHand() {
    database.execute("DELETE FROM visit_events WHERE id IN (SELECT id FROM visit_events LIMIT 3)");

    AuditReport report = audit(null, 0);

    assertThat(report.findings())
        .contains("10 visits were stored, but 3 rows are missing")
        .contains("the rollup 'day' counts 10 visits, but the table has 7 rows");
  }

  @Test
  void audit_namesTheGrain_whenARollupIsTamperedWith() {
    database.execute("UPDATE visit_counts SET visits = visits + 1 WHERE grain = 'hour'");

    AuditReport report = audit(null, 0);

    assertThat(report.findings())
        .singleElement()
        .asString()
        .matches("the rollup 'hour' counts 1[1-2] visits, but the table has 10 rows");
  }

  @Test
  void audit_namesTheGrain_whenTheTotalsOfAllSitesAreTamperedWith() {
    database.execute("UPDATE visit_totals SET visits = visits + 1 WHERE grain = 'all'");

    AuditReport report = audit(null, 0);

    assertThat(report.findings())
        .containsExactly(
            "the rollup 'all of all sites' counts 11 visits, but the table has 10 rows");
  }

  @Test
  void audit_countsWhatIsLost_whenKafkaDroppedRecordsUnread() {
    topic.deleteBefore(0, 12);

    AuditReport report = audit(null, 0);

    assertThat(report.findings())
        .containsExactly(
            "partition 0: Kafka dropped 2 records before the worker read them (offsets 10 to 12)");
    assertThat(report.inFlight()).isZero();
  }

  @Test
  void audit_findsAnOffsetWithoutOutcome_whenTheWatermarkJumped() {
    database.execute("UPDATE ingest_watermark SET next_offset = 12");

    AuditReport report = audit(null, 0);

    assertThat(report.findings())
        .containsExactly(
            "partition 0: 12 offsets were read, but 10 records were stored, duplicate,"
                + " dead-lettered or accepted as lost");
  }

  @Test
  void audit_comparesWithTheClients_whenTheyGiveTheirCount() {
    assertThat(audit(13L, 0).findings())
        .containsExactly("13 visits were accepted, but 1 of them never came to Kafka");
    assertThat(audit(11L, 0).findings()).hasSize(1);
    assertThat(audit(11L, 1).findings()).isEmpty();
  }

  private AuditReport audit(@Nullable Long accepted, long redriven) {
    Audit audit = new Audit(topic.name(), offsets, primary);
    return Objects.requireNonNull(audit.run(List.of(), accepted, redriven).block());
  }

  private void store(List<Visit> visits) {
    Watermarks watermarks = new Watermarks(primary);
    watermarks.create(topic.name(), Map.of(0, 0L)).block();
    new BatchWriter(
            primary,
            letters -> Mono.empty(),
            new WriteSettings(Duration.ofMillis(50), Duration.ofMillis(500)),
            new Outage(WorkerMetrics.unobserved()),
            0)
        .store(batch(topic.name(), 0, 0, visits))
        .block();
  }
}

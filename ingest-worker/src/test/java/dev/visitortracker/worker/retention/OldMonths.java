package dev.visitortracker.worker.retention;

import static dev.visitortracker.worker.Fixture.batch;
import static dev.visitortracker.worker.Fixture.unique;
import static dev.visitortracker.worker.Fixture.visits;
import static org.assertj.core.api.Assertions.assertThat;

import dev.visitortracker.event.Visit;
import dev.visitortracker.worker.TestDatabase;
import dev.visitortracker.worker.health.Outage;
import dev.visitortracker.worker.primary.PrimaryDatabase;
import dev.visitortracker.worker.progress.Watermarks;
import dev.visitortracker.worker.telemetry.WorkerMetrics;
import dev.visitortracker.worker.write.BatchWriter;
import dev.visitortracker.worker.write.WriteSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import reactor.core.publisher.Mono;

/** A database with months of 2001, a writer that fills them, and the sums that must hold. */
abstract class OldMonths {
  static final Instant MARCH = Instant.parse("2001-03-31T23:59:59Z");
  static final Instant APRIL = Instant.parse("2001-04-01T00:00:00Z");
  static final Instant MAY = Instant.parse("2001-05-01T00:00:00Z");
  static final String TOPIC = "visits";
  static final Duration PATIENCE = Duration.ofSeconds(60);
  static final String A_READER = "BEGIN; SELECT count(*) FROM visit_events";

  static TestDatabase database;
  static PrimaryDatabase primary;

  final String site = unique("site");
  final AtomicLong next = new AtomicLong();
  BatchWriter writer;

  @BeforeAll
  static void open() {
    database = TestDatabase.create();
    primary = new PrimaryDatabase(database.properties(), "test", 4);
  }

  @AfterAll
  static void close() {
    primary.close();
  }

  @BeforeEach
  void empty() {
    database.execute(
        "DROP TABLE IF EXISTS visit_events_2001_03, visit_events_2001_03_2,"
            + " visit_events_2001_04, archive;TRUNCATE visit_events, visit_counts, visit_totals,"
            + " visitor_sketches, ingest_watermark, visit_retention");
    new Watermarks(primary).create(TOPIC, Map.of(0, 0L)).block();
    writer =
        new BatchWriter(
            primary,
            letters -> Mono.empty(),
            new WriteSettings(Duration.ofMillis(50), Duration.ofMillis(500)),
            new Outage(WorkerMetrics.unobserved()),
            0);
  }

  static Retention retention() {
    return new Retention(primary);
  }

  void store(List<Visit> visits) {
    writer.store(batch(TOPIC, 0, next.getAndAdd(visits.size()), visits)).block();
  }

  static void assertSums(long rows, long removed) {
    assertThat(database.rows()).isEqualTo(rows);
    for (String grain : List.of("all", "day", "hour", "minute")) {
      assertThat(database.rollup(grain)).as(grain).isEqualTo(rows);
      assertThat(database.total(grain)).as("%s of all sites", grain).isEqualTo(rows);
    }
    assertThat(database.number("SELECT coalesce(sum(removed), 0)::bigint FROM visit_retention"))
        .isEqualTo(removed);
    assertThat(database.number("SELECT sum(stored)::bigint FROM ingest_watermark"))
        .isEqualTo(rows + removed);
  }
}

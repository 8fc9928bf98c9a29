package dev.visitortracker.worker.retention;

import static dev.visitortracker.worker.Fixture.batch;
import static dev.visitortracker.worker.Fixture.unique;
import static dev.visitortracker.worker.Fixture.visits;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.visitortracker.event.Visit;
import dev.visitortracker.worker.CommandRun;
import dev.visitortracker.worker.TestDatabase;
import dev.visitortracker.worker.health.Outage;
import dev.visitortracker.worker.primary.PrimaryDatabase;
import dev.visitortracker.worker.progress.Watermarks;
import dev.visitortracker.worker.telemetry.WorkerMetrics;
import dev.visitortracker.worker.write.BatchWriter;
import dev.visitortracker.worker.write.WriteSettings;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class RetentionIT {
  private static final Instant MARCH = Instant.parse("2001-03-31T23:59:59Z");
  private static final Instant APRIL = Instant.parse("2001-04-01T00:00:00Z");
  private static final Instant MAY = Instant.parse("2001-05-01T00:00:00Z");
  private static final String TOPIC = "visits";
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String A_READER = "BEGIN; SELECT count(*) FROM visit_events";
  private static final String HALF_DETACHED =
      "SELECT count(*) FROM pg_inherits WHERE inhdetachpending";

  /** Sessions that wait in the second half of it. */
  private static final String DETACHING =
      """
      SELECT count(*) FROM pg_stat_activity
      WHERE datname = current_database() AND state = 'active' AND wait_event_type = 'Lock'
        AND query LIKE '%DETACH PARTITION%CONCURRENTLY'
      """;

  private static TestDatabase database;
  private static PrimaryDatabase primary;

  private final String site = unique("site");
  private final AtomicLong next = new AtomicLong();
  private Watermarks watermarks;
  private BatchWriter writer;

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
    watermarks = new Watermarks(primary);
    watermarks.create(TOPIC, Map.of(0, 0L)).block();
    writer =
        new BatchWriter(
            primary,
            letters -> Mono.empty(),
            new WriteSettings(Duration.ofMillis(50), Duration.ofMillis(500)),
            new Outage(WorkerMetrics.unobserved()),
            0);
  }

  @Test
  void retention_removesWholeMonthsOnly_andTheSumsStillHold() {
    store(visits(site, 70, MARCH.minusSeconds(60)));
    store(visits(unique("other"), 30, MARCH.minusSeconds(60)));
    store(visits(site, 50, APRIL));
    store(visits(site, 20, Instant.now()));

    retention()
        .remove(MAY.minusMillis(1))
        .as(StepVerifier::create)
        .expectNext(new RemovedMonth("visit_events_2001_03", 100, 100))
        .verifyComplete();

    assertSums(70, 100);
    assertThat(database.number("SELECT count(*) FROM visit_events_2001_04")).isEqualTo(50);
    assertThat(database.text("SELECT DISTINCT day FROM visitor_sketches ORDER BY day"))
        .isEqualTo("2001-04-01\n" + LocalDate.now(ZoneOffset.UTC));
  }

  @Test
  void retention_stallsNoWriter_whenVisitsArriveMeanwhile() {
    store(visits(site, 5_000, MARCH.minusSeconds(3_000)));
    AtomicLong slowestMillis = new AtomicLong();
    Mono<Void> removal = retention().remove(MAY).then();

    List<Long> written =
        Flux.interval(Duration.ofMillis(20))
            .onBackpressureDrop()
            .takeUntilOther(removal.delaySubscription(Duration.ofMillis(300)))
            .concatMap(tick -> storeTen(), 1)
            .doOnNext(millis -> slowestMillis.accumulateAndGet(millis, Math::max))
            .collectList()
            .block();

    assertThat(written).hasSizeGreaterThan(5);
    assertThat(slowestMillis.get()).isLessThan(1_500);
    assertThat(database.number("SELECT coalesce(max(removed), 0) FROM visit_retention"))
        .isEqualTo(5_000);
    assertThat(database.rollup("all")).isEqualTo(database.rows());
  }

  @Test
  void retention_removesTheMonthAgain_whenAVisitOfItArrivesLater() {
    store(visits(site, 10, MARCH));
    retention().remove(APRIL.plusSeconds(1)).blockLast();
    store(visits(site, 3, MARCH));
    assertSums(3, 10);

    retention().remove(APRIL.plusSeconds(1)).blockLast();

    assertSums(0, 13);
  }

  @Test
  void retention_goesOn_whenAnEarlierRunWasInterruptedAfterTheDetach() {
    store(visits(site, 10, MARCH));
    interruptBetweenTheSteps();

    retention().remove(APRIL.plusSeconds(1)).blockLast();

    assertSums(0, 10);
  }

  @Test
  void writer_takesTheMonthBack_whenRetentionWasInterruptedAndAVisitOfItArrives() {
    store(visits(site, 10, MARCH));
    interruptBetweenTheSteps();

    store(visits(site, 5, MARCH));

    assertSums(15, 0);
  }

  @Test
  void retention_finishesTheDetachment_whenItsStatementIsCancelledInTheMiddle() {
    store(visits(site, 10, MARCH));
    List<RemovedMonth> removed = new CopyOnWriteArrayList<>();

    Thread running =
        Thread.ofVirtual()
            .unstarted(
                () -> retention().remove(APRIL.plusSeconds(1)).doOnNext(removed::add).blockLast());
    database.holding(
        A_READER,
        () -> {
          running.start();
          awaitHalfDetached();
          cancel("test");
          await().atMost(PATIENCE).until(() -> database.number(DETACHING) == 0);
        });

    await().atMost(PATIENCE).until(() -> !running.isAlive());
    assertThat(removed).containsExactly(new RemovedMonth("visit_events_2001_03", 10, 10));
    assertSums(0, 10);
  }

  @Test
  void nextRun_finishesTheDetachment_whenItsProcessWasKilledInTheMiddle() throws Exception {
    store(visits(site, 10, MARCH));
    interruptDetachment();

    CommandRun next = CommandRun.of(database, "retention", "--keep", "3650d");

    assertThat(next.out()).contains("removed visit_events_2001_03, 10 visits");
    assertSums(0, 10);
  }

  @Test
  void writer_takesTheMonthBack_whenItsDetachmentIsUnfinishedAndAVisitOfItArrives()
      throws Exception {
    store(visits(site, 10, MARCH));
    interruptDetachment();

    store(visits(site, 5, MARCH));

    assertSums(15, 0);
    assertThat(database.number(HALF_DETACHED)).isZero();
  }

  @Test
  void retention_leavesTheTable_whenSomebodyDetachedItByHand() {
    store(visits(site, 10, MARCH));
    database.execute("ALTER TABLE visit_events DETACH PARTITION visit_events_2001_03");

    CommandRun run = CommandRun.of(database, "retention", "--keep", "3650d");

    assertThat(run.out()).contains("left alone visit_events_2001_03");
    assertThat(database.number("SELECT count(*) FROM visit_events_2001_03")).isEqualTo(10);
  }

  @Test
  void writer_usesAnotherTable_whenSomebodyDetachedTheMonthByHand() {
    store(visits(site, 10, MARCH));
    database.execute("ALTER TABLE visit_events DETACH PARTITION visit_events_2001_03");

    store(visits(site, 5, MARCH));

    assertThat(database.rows()).isEqualTo(5);
    assertThat(database.rollup("all")).isEqualTo(15);
    assertThat(database.number("SELECT count(*) FROM visit_events_2001_03")).isEqualTo(10);
    assertThat(database.number("SELECT count(*) FROM visit_events_2001_03_2")).isEqualTo(5);
  }

  @Test
  void retention_leavesTheTableAndFinishesNothing_whenSomebodyIsDetachingItByHand() {
    store(visits(site, 10, MARCH));
    database.holding(
        A_READER,
        () -> {
          Thread operator = Thread.ofVirtual().start(RetentionIT::detachByHandUntilCancelled);
          awaitHalfDetached();
          cancel("PostgreSQL JDBC Driver");
          await().atMost(PATIENCE).until(() -> !operator.isAlive());
        });

    retention().remove(APRIL.plusSeconds(1)).as(StepVerifier::create).verifyComplete();

    retention()
        .leftAlone(APRIL.plusSeconds(1))
        .as(StepVerifier::create)
        .expectNext("visit_events_2001_03")
        .verifyComplete();
    assertThat(database.number(HALF_DETACHED)).isOne();
  }

  @Test
  void retention_removesTheMonth_whileVisitsOfItKeepArriving() {
    store(visits(site, 1_000, MARCH.minusSeconds(3_000)));
    AtomicBoolean removed = new AtomicBoolean();
    Mono<Void> removal =
        retention().remove(APRIL.plusSeconds(1)).then().doFinally(end -> removed.set(true));

    // While somebody reads, a late visit waits to attach the month before retention can drop it.
    Thread.ofVirtual().start(() -> readUntil(removed));
    Flux.range(0, Integer.MAX_VALUE)
        .takeUntilOther(removal)
        .concatMap(n -> writer.store(batch(TOPIC, 0, next.getAndAdd(1), visits(site, 1, MARCH))), 1)
        .blockLast(PATIENCE.multipliedBy(3));

    long gone = database.number("SELECT coalesce(sum(removed), 0)::bigint FROM visit_retention");
    assertThat(gone).isGreaterThanOrEqualTo(1_000);
    assertSums(next.get() - gone, gone);
  }

  @Test
  void retention_forgetsThatItWouldDetach_whenTheMonthCannotBeDetached() {
    store(visits(site, 10, MARCH));
    database.execute(
        "CREATE TABLE refers (id uuid REFERENCES visit_events);"
            + "INSERT INTO refers SELECT id FROM visit_events LIMIT 1");
    try {
      retention().remove(APRIL.plusSeconds(1)).as(StepVerifier::create).verifyError();

      assertThat(database.number("SELECT count(*) FROM visit_retention")).isZero();
      assertSums(10, 0);
    } finally {
      database.execute("DROP TABLE refers");
    }
  }

  @Test
  void retention_forgetsThatItWouldDetach_whenItsProcessWasKilledBefore() {
    store(visits(site, 10, MARCH));
    database.execute(
        "INSERT INTO visit_retention (month, removed, detaching)"
            + " VALUES ('2001-03-01', 0, 'visit_events_2001_03'::regclass)");

    retention().remove(MARCH.minusSeconds(1)).blockLast();
    database.execute("ALTER TABLE visit_events DETACH PARTITION visit_events_2001_03");
    retention().remove(APRIL.plusSeconds(1)).blockLast();

    assertThat(database.number("SELECT count(*) FROM visit_events_2001_03")).isEqualTo(10);
  }

  @Test
  void writer_givesTheMonthItsIndexes_whenSomebodyDetachedAndRenamedTheFirst() {
    store(visits(site, 10, MARCH));
    database.execute(
        "ALTER TABLE visit_events DETACH PARTITION visit_events_2001_03;"
            + " ALTER TABLE visit_events_2001_03 RENAME TO archive");

    store(visits(site, 5, MARCH));

    assertThat(database.number("SELECT count(*) FROM pg_indexes WHERE tablename ~ '2001_03'"))
        .isEqualTo(4);
  }

  @Test
  void retention_leavesThePartitionOfAnother() {
    database.execute(
        """
        CREATE TABLE january (LIKE visit_events INCLUDING ALL);
        ALTER TABLE visit_events ATTACH PARTITION january
            FOR VALUES FROM (visit_id_at('2001-01-01')) TO (visit_id_at('2001-02-01'))
        """);
    try {
      store(visits(site, 10, Instant.parse("2001-01-15T00:00:00Z")));
      store(visits(site, 10, MARCH));

      retention()
          .remove(APRIL.plusSeconds(1))
          .as(StepVerifier::create)
          .expectNext(new RemovedMonth("visit_events_2001_03", 10, 10))
          .verifyComplete();

      assertSums(10, 10);
      assertThat(database.number("SELECT count(*) FROM january")).isEqualTo(10);
    } finally {
      database.execute("DROP TABLE january");
    }
  }

  @Test
  void command_removesNothing_whenItIsAPreview() {
    store(visits(site, 10, MARCH));

    CommandRun preview = CommandRun.of(database, "retention", "--keep", "3650d", "--preview");

    assertThat(preview.exitCode()).isZero();
    assertThat(preview.out())
        .containsPattern("visit_events_2001_03 +2001-03-01 +2001-04-01 +10 ")
        .contains("1 partitions, 10 visits");
    assertSums(10, 0);
    assertThat(CommandRun.of(database, "retention", "--keep", "3650d").out())
        .contains("removed visit_events_2001_03, 10 visits");
    assertSums(0, 10);
  }

  /** Kills the command while a reader holds up its detachment, and ends what it left running. */
  private static void interruptDetachment() throws Exception {
    Process killed = CommandRun.start(database, "retention", "--keep", "3650d");
    database.holding(
        A_READER,
        () -> {
          awaitHalfDetached();
          killed.destroyForcibly();
          await().atMost(PATIENCE).until(() -> !killed.isAlive());
          cancel("retention");
          await().atMost(PATIENCE).until(() -> database.number(DETACHING) == 0);
        });
    assertThat(database.number(HALF_DETACHED)).isOne();
  }

  /** What a run leaves that ends after it has detached the month. */
  private static void interruptBetweenTheSteps() {
    database.execute(
        "INSERT INTO visit_retention (month, removed, detaching)"
            + " VALUES ('2001-03-01', 0, 'visit_events_2001_03'::regclass)");
    database.execute("ALTER TABLE visit_events DETACH PARTITION visit_events_2001_03 CONCURRENTLY");
  }

  private static void readUntil(AtomicBoolean done) {
    while (!done.get()) {
      database.execute(A_READER + "; SELECT pg_sleep(0.5); COMMIT");
    }
  }

  private static void detachByHandUntilCancelled() {
    assertThatThrownBy(
            () ->
                database.execute(
                    "ALTER TABLE visit_events DETACH PARTITION visit_events_2001_03 CONCURRENTLY"))
        .hasRootCauseInstanceOf(SQLException.class);
  }

  private static void awaitHalfDetached() {
    await()
        .atMost(PATIENCE)
        .until(() -> database.number(HALF_DETACHED) == 1 && database.number(DETACHING) == 1);
  }

  private static void cancel(String application) {
    database.number(
        "SELECT count(pg_cancel_backend(pid)) FROM pg_stat_activity WHERE application_name = '%s'"
                .formatted(application)
            + " AND datname = current_database() AND query LIKE '%DETACH PARTITION%CONCURRENTLY'");
  }

  /** Answers how many ms it took. */
  private Mono<Long> storeTen() {
    return writer
        .store(batch(TOPIC, 0, next.getAndAdd(10), visits(site, 10, Instant.now())))
        .elapsed()
        .map(timed -> timed.getT1());
  }

  private static Retention retention() {
    return new Retention(primary);
  }

  private void store(List<Visit> visits) {
    writer.store(batch(TOPIC, 0, next.getAndAdd(visits.size()), visits)).block();
  }

  private static void assertSums(long rows, long removed) {
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

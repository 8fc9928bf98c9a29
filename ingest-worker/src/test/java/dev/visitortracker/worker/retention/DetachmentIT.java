package dev.visitortracker.worker.retention;

import static dev.visitortracker.worker.Fixture.visits;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.visitortracker.worker.CommandRun;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;

/** Months that are detached half, by a run that was interrupted, or by somebody else. */
class DetachmentIT extends OldMonths {
  private static final String HALF_DETACHED =
      "SELECT count(*) FROM pg_inherits WHERE inhdetachpending";

  /** Sessions that wait in the second half of it. */
  private static final String DETACHING =
      """
      SELECT count(*) FROM pg_stat_activity
      WHERE datname = current_database() AND state = 'active' AND wait_event_type = 'Lock'
        AND query LIKE '%DETACH PARTITION%CONCURRENTLY'
      """;

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
          Thread operator = Thread.ofVirtual().start(DetachmentIT::detachByHandUntilCancelled);
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
}

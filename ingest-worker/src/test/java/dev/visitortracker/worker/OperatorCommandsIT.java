package dev.visitortracker.worker;

import static dev.visitortracker.worker.Fixture.unique;
import static org.assertj.core.api.Assertions.assertThat;

import dev.visitortracker.event.Topics;
import dev.visitortracker.event.Visit;
import dev.visitortracker.event.VisitIds;
import dev.visitortracker.worker.consume.TopicOffsets;
import dev.visitortracker.worker.deadletter.KafkaDeadLetters;
import dev.visitortracker.worker.primary.DatabaseSettings;
import dev.visitortracker.worker.primary.PrimaryDatabase;
import dev.visitortracker.worker.progress.OffsetRange;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The commands as an operator runs them, on the real topics and with a real worker between them.
 */
class OperatorCommandsIT {
  private static final TestTopic VISITS = new TestTopic(Topics.VISIT_EVENTS);

  private static TestDatabase database;
  private static PrimaryDatabase primary;
  private static TopicOffsets offsets;
  private static KafkaDeadLetters letters;

  private final String site = unique("site");

  @BeforeAll
  static void open() {
    database = TestDatabase.create();
    assertThat(CommandRun.of(database, "migrate").exitCode()).isZero();
    primary = new PrimaryDatabase(database.properties(), "test", 4);
    offsets = new TopicOffsets(TestTopic.kafka());
    letters = new KafkaDeadLetters(Fixture.stack().kafkaBootstrapServers(), "test");
  }

  @AfterAll
  static void close() {
    letters.close();
    offsets.close();
    primary.close();
  }

  @Test
  void deadLetter_isStored_whenItIsRedrivenAfterItsCauseIsMended() {
    String fromOffset = Long.toString(end(Topics.DEAD_LETTERS));
    List<Visit> visits = new ArrayList<>(Fixture.visits(site, 50, Instant.now()));
    visits.set(7, Fixture.visit(site, VisitIds.random(System.currentTimeMillis()), "/poison", 200));
    refusePoison();
    VISITS.produce(0, visits);
    VISITS.produceText(1, "no json");
    work();

    CommandRun list =
        CommandRun.of(
            database,
            "dead-letters",
            "list",
            "--from-offset",
            fromOffset,
            "--reason",
            "REFUSED_BY_DATABASE");
    CommandRun dry = redrive("--from-offset", fromOffset, "--dry-run");
    database.execute("DROP TRIGGER refuse_poison ON visit_events");
    CommandRun redriven = redrive("--from-offset", fromOffset, "--reason", "refused_by_database");
    work();

    assertThat(list.out()).contains("22023", "poison", "1 dead letters");
    assertThat(dry.out()).contains("2 dead letters would be put back, of which 1 are readable now");
    assertThat(redriven.out()).contains("1 dead letters were put back");
    assertThat(rowsOfSite()).isEqualTo(50);
    assertThat(CommandRun.of(database, "audit", "--wait", "20s").exitCode()).isZero();
  }

  @Test
  void deadLetter_isLeft_whenItWasPutBackTooOften() {
    String fromOffset = Long.toString(end(Topics.DEAD_LETTERS));
    VISITS.produceText(0, "still no json");
    work();

    CommandRun first = redrive("--from-offset", fromOffset, "--max-redrives", "1");
    work();
    String again = Long.toString(end(Topics.DEAD_LETTERS) - 1);
    CommandRun second = redrive("--from-offset", again, "--max-redrives", "1");
    CommandRun shown = CommandRun.of(database, "dead-letters", "show", "--offset", again);

    assertThat(first.out()).contains("1 dead letters were put back");
    assertThat(second.out())
        .contains("0 dead letters were put back", "1 were put back 1 times before and are left");
    assertThat(shown.out())
        .containsPattern("reason +UNREADABLE")
        .containsPattern("redrives +1")
        .contains("13 bytes of text", "still no json");
  }

  @Test
  void audit_endsWithOne_whenSomethingIsMissing() {
    VISITS.produce(0, Fixture.visits(site, 20, Instant.now()));
    work();
    assertThat(CommandRun.of(database, "audit").out()).contains("everything adds up");
    database.execute("UPDATE visit_counts SET visits = visits + 1 WHERE grain = 'all'");

    CommandRun audit = CommandRun.of(database, "audit", "--json");
    database.execute("UPDATE visit_counts SET visits = visits - 1 WHERE grain = 'all'");

    assertThat(audit.exitCode()).isEqualTo(1);
    assertThat(audit.err()).contains("audit: the rollup 'all' counts");
    assertThat(audit.out()).startsWith("{").contains("\"findings\":[\"the rollup 'all'");
  }

  @Test
  void lostRecords_areListedAndAccepted_whenKafkaDroppedThemUnread() {
    VISITS.produce(0, Fixture.visits(site, 10, Instant.now()));
    work();
    long read = end(0);
    VISITS.produce(0, Fixture.visits(site, 10, Instant.now()));
    VISITS.deleteBefore(0, read + 7);
    String lost =
        "partition 0: Kafka dropped 7 records before the worker read them (offsets %d to %d)"
            .formatted(read, read + 7);

    CommandRun listed = CommandRun.of(database, "lost-records", "list");
    CommandRun audit = CommandRun.of(database, "audit");
    CommandRun accepted = CommandRun.of(database, "lost-records", "accept", "--partition", "0");
    CommandRun again = CommandRun.of(database, "lost-records", "accept", "--partition", "0");
    work();

    assertThat(listed.exitCode()).isEqualTo(1);
    assertThat(listed.out()).contains(lost, "1 partitions stand still");
    assertThat(audit.exitCode()).isEqualTo(1);
    assertThat(audit.err()).contains("audit: " + lost);
    assertThat(accepted.exitCode()).isZero();
    assertThat(accepted.out()).contains("accepted: " + lost, "reading goes on at " + (read + 7));
    assertThat(again.exitCode()).isEqualTo(1);
    assertThat(again.err()).isEqualToIgnoringNewLines("lost-records: partition 0 misses nothing");
    assertThat(rowsOfSite()).isEqualTo(13);
    assertThat(CommandRun.of(database, "lost-records", "list").out()).contains("0 partitions");
    CommandRun after = CommandRun.of(database, "audit");
    assertThat(after.exitCode()).as(after.err()).isZero();
    assertThat(after.out())
        .contains(
            "partition 0: 7 records were lost before the worker read them; an operator accepted it",
            "everything adds up");
  }

  @Test
  void audit_isPatient_whenVisitsAreInFlight() {
    VISITS.produce(1, Fixture.visits(site, 20, Instant.now()));

    CommandRun audit = CommandRun.of(database, "audit");
    CommandRun waiting = CommandRun.of(database, "audit", "--wait", "300ms");
    work();

    assertThat(audit.exitCode()).isZero();
    assertThat(audit.out()).contains("everything adds up, 20 in flight");
    assertThat(waiting.exitCode()).isEqualTo(1);
    assertThat(waiting.err()).contains("20 records are still in flight");
  }

  @Test
  void command_tellsInOneLine_whenThePrimaryIsAway() {
    DatabaseSettings here = database.properties();
    TestDatabase away =
        new TestDatabase(
            new DatabaseSettings(
                List.of("127.0.0.1:1"),
                here.name(),
                here.username(),
                "",
                null,
                here.tls(),
                here.connectTimeout(),
                here.transactionTimeout()));

    CommandRun audit = CommandRun.of(away, "audit");

    assertThat(audit.exitCode()).isEqualTo(3);
    assertThat(audit.err()).startsWith("audit: ").hasLineCount(1);
  }

  private CommandRun redrive(String... options) {
    List<String> arguments = new ArrayList<>(List.of("dead-letters", "redrive"));
    arguments.addAll(List.of(options));
    CommandRun run = CommandRun.of(database, arguments.toArray(String[]::new));
    assertThat(run.exitCode()).as(run.err()).isZero();
    return run;
  }

  /** Runs a worker until it has read everything. */
  private static void work() {
    long end = end(Topics.VISIT_EVENTS);
    try (TestWorker worker =
        new TestWorker(
            Topics.VISIT_EVENTS,
            unique("group"),
            unique("worker"),
            primary,
            letters,
            Duration.ofSeconds(30))) {
      worker.run().takeUntil(batch -> settled() >= end).blockLast(Duration.ofSeconds(30));
    }
  }

  private static void refusePoison() {
    database.execute(
        """
        CREATE OR REPLACE FUNCTION refuse_poison() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF NEW.endpoint = '/poison' THEN RAISE EXCEPTION 'poison' USING ERRCODE = '22023'; END IF;
          RETURN NEW;
        END $$;
        CREATE OR REPLACE TRIGGER refuse_poison BEFORE INSERT ON visit_events
        FOR EACH ROW EXECUTE FUNCTION refuse_poison();
        """);
  }

  private static long end(String topic) {
    return Objects.requireNonNull(offsets.bounds(topic).block()).values().stream()
        .mapToLong(OffsetRange::to)
        .sum();
  }

  private static long end(int partition) {
    Map<Integer, OffsetRange> bounds =
        Objects.requireNonNull(offsets.bounds(Topics.VISIT_EVENTS).block());
    return Objects.requireNonNull(bounds.get(partition)).to();
  }

  private static long settled() {
    return database.number(
        "SELECT coalesce(sum(next_offset), 0)::bigint FROM ingest_watermark WHERE topic = '"
            + Topics.VISIT_EVENTS
            + "'");
  }

  private long rowsOfSite() {
    return database.number("SELECT count(*) FROM visit_events WHERE site = '" + site + "'");
  }
}

package dev.visitortracker.worker.replay;

import static dev.visitortracker.worker.Fixture.unique;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.visitortracker.event.Visit;
import dev.visitortracker.event.VisitJson;
import dev.visitortracker.worker.CommandRun;
import dev.visitortracker.worker.Fixture;
import dev.visitortracker.worker.TestDatabase;
import dev.visitortracker.worker.TestTopic;
import dev.visitortracker.worker.consume.ConsumeSettings;
import dev.visitortracker.worker.consume.TopicOffsets;
import dev.visitortracker.worker.decode.BatchDecoder;
import dev.visitortracker.worker.decode.DecodeSettings;
import dev.visitortracker.worker.health.Outage;
import dev.visitortracker.worker.primary.PrimaryDatabase;
import dev.visitortracker.worker.primary.ReplicationLag.Behind;
import dev.visitortracker.worker.primary.ReplicationLag.Reading;
import dev.visitortracker.worker.progress.Watermarks;
import dev.visitortracker.worker.range.RangeReader;
import dev.visitortracker.worker.range.ReadProgress;
import dev.visitortracker.worker.telemetry.WorkerMetrics;
import dev.visitortracker.worker.write.BatchWriter;
import dev.visitortracker.worker.write.WriteSettings;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.unit.DataSize;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class ReplayIT {
  private static TestDatabase database;

  private final Instant now = Instant.now().truncatedTo(ChronoUnit.HOURS);
  private final String site = unique("site");
  private final TestTopic topic = TestTopic.create(2);

  @BeforeAll
  static void create() {
    database = TestDatabase.create();
  }

  @BeforeEach
  void empty() {
    database.execute(
        "TRUNCATE visit_events, visit_counts, visit_totals, visitor_sketches, ingest_watermark");
  }

  @Test
  void replay_changesNothing_whenEverythingIsReplayedTwice() {
    topic.produce(0, Fixture.visits(site, 3_000, now));
    topic.produce(1, Fixture.visits(site, 2_000, now));
    topic.produceText(1, "no json");

    assertThat(replay("--name", "first").out())
        .isEqualToIgnoringNewLines("5001 read = 5000 new + 0 duplicate + 1 dead");
    assertThat(replay("--name", "second").out())
        .isEqualToIgnoringNewLines("5001 read = 0 new + 5000 duplicate + 1 dead");

    assertStored(5_000);
  }

  @Test
  void replay_readsNothing_whenItIsFinishedAndStartedInTheSameWords() {
    topic.produce(0, Fixture.visits(site, 100, now));
    replay();

    CommandRun again = replay();

    assertThat(again.exitCode()).isZero();
    assertThat(again.out()).isEqualToIgnoringNewLines("100 read = 100 new + 0 duplicate + 0 dead");
    assertStored(100);
  }

  @Test
  void replay_startsAgain_whenItsTopicWasRecreated() {
    topic.produce(0, Fixture.visits(site, 100, now));
    replay();
    topic.recreate(2);
    topic.produce(0, Fixture.visits(site, 120, now));

    CommandRun again = replay();

    assertThat(again.out()).isEqualToIgnoringNewLines("120 read = 120 new + 0 duplicate + 0 dead");
    assertStored(220);
  }

  @Test
  void replay_goesOnWhereItWas_whenItsProcessIsKilled() throws Exception {
    topic.produce(0, Fixture.visits(site, 2_000, now));
    topic.produce(1, Fixture.visits(site, 2_000, now));
    Process killed = CommandRun.start(database, "replay", "--topic", topic.name(), "--rate", "500");
    String stored = "SELECT coalesce(sum(stored), 0)::bigint FROM ingest_watermark";
    await()
        .atMost(Duration.ofSeconds(60))
        .failFast(() -> !killed.isAlive())
        .until(() -> database.number(stored) >= 500);
    assertThat(killed.destroyForcibly().waitFor(10, TimeUnit.SECONDS)).isTrue();
    long before = database.rows();

    CommandRun resumed = replay();

    assertThat(before).isBetween(500L, 3_999L);
    assertThat(resumed.out())
        .isEqualToIgnoringNewLines("4000 read = 4000 new + 0 duplicate + 0 dead");
    assertStored(4_000);
  }

  @Test
  void replay_writesNothing_whileAReplicaIsTooFarBehind() {
    topic.produce(0, Fixture.visits(site, 100, now));
    AtomicReference<Reading> replica = new AtomicReference<>(new Behind(Duration.ofSeconds(5)));
    ReadProgress progress = new ReadProgress();
    try (PrimaryDatabase primary = new PrimaryDatabase(database.properties(), "test", 2);
        TopicOffsets offsets = new TopicOffsets(TestTopic.kafka());
        RangeReader reader = new RangeReader(TestTopic.kafka(), consume())) {
      Pace pace =
          new Pace(
              null, Mono.fromSupplier(replica::get), Duration.ofSeconds(1), progress, notice -> {});

      new ReplayPlanner(offsets)
          .plan(topic.name(), new ReplayRange.Times(null, null), "paced")
          .flatMap(plan -> replay(primary, reader, pace).run(plan, progress))
          .as(StepVerifier::create)
          .then(() -> await().until(() -> progress.waitingFor().startsWith("replicas, 5000 ms")))
          .then(() -> assertThat(database.rows()).isZero())
          .then(() -> replica.set(new Behind(Duration.ZERO)))
          .assertNext(report -> assertThat(report.fresh()).isEqualTo(100))
          .expectComplete()
          .verify(Duration.ofSeconds(60));
    }

    assertStored(100);
  }

  @Test
  void replay_keepsToTheRange_whenItIsGivenInTimeOrOffsets() {
    topic.produce(0, now.minus(3, ChronoUnit.HOURS), values(10));
    topic.produce(0, now.minus(2, ChronoUnit.HOURS), values(20));
    topic.produce(0, now.minus(1, ChronoUnit.HOURS), values(40));
    String second = now.minus(2, ChronoUnit.HOURS).toString();
    String third = now.minus(1, ChronoUnit.HOURS).toString();

    assertThat(replay("--from", second, "--to", third).out()).startsWith("20 read = 20 new");
    assertThat(replay("--from-offset", "0=5", "--to-offset", "0=15").out())
        .isEqualToIgnoringNewLines("10 read = 5 new + 5 duplicate + 0 dead");
    assertStored(25);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--from=2999-01-01T00:00:00Z",
        "--from-offset=20",
        "--from-offset=0=10,1=0",
        "--from-offset=5 --to-offset=5",
        "--from-offset=0=0 --to-offset=1=5"
      })
  void replay_saysSo_whenItsRangeIsEmpty(String range) {
    topic.produce(0, Fixture.visits(site, 10, now));

    CommandRun run = replay(range.split(" "));

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("Kafka has no records of " + topic.name() + " in the range");
    assertStored(0);
  }

  @Test
  void replay_saysSo_whenTheTopicHasNoSuchPartition() {
    topic.produce(0, Fixture.visits(site, 10, now));

    CommandRun run = replay("--from-offset", "0=0,7=0");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains(topic.name() + " has no partition 7, only 0 to 1");
    assertStored(0);
  }

  @Test
  void replay_writesNothing_whenItRunsDry() {
    List<Visit> visits = Fixture.visits(site, 100, now);
    topic.produce(0, visits);
    replay("--to-offset", "60");
    topic.produceText(0, "no json");
    topic.produce(0, visits.subList(90, 100));

    CommandRun dry = replay("--dry-run");

    assertThat(dry.out())
        .isEqualToIgnoringNewLines("111 records: 40 would be new, 70 duplicate, 1 dead");
    assertStored(60);
  }

  @Test
  void replay_refuses_whenItsNameStandsForAnotherRange() {
    topic.produce(0, Fixture.visits(site, 20, now));
    replay("--name", "mine", "--from-offset", "0=0", "--to-offset", "0=5");

    CommandRun gap = replay("--name", "mine", "--from-offset", "0=10", "--to-offset", "0=20");

    assertThat(gap.exitCode()).isEqualTo(3);
    assertThat(gap.err()).contains("give another --name");
    assertStored(5);
  }

  @Test
  void replay_saysSo_whenKafkaHasNoSuchTopic() {
    CommandRun run = CommandRun.of(database, "replay", "--topic", "no-such-topic");

    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.err()).isEqualToIgnoringNewLines("replay: Kafka has no topic no-such-topic");
  }

  private CommandRun replay(String... options) {
    List<String> arguments = new ArrayList<>(List.of("replay", "--topic", topic.name()));
    arguments.addAll(List.of(options));
    return CommandRun.of(database, arguments.toArray(String[]::new));
  }

  private List<byte[]> values(int count) {
    return Fixture.visits(site, count, now).stream().map(VisitJson::write).toList();
  }

  private static Replay replay(PrimaryDatabase primary, RangeReader reader, Pace pace) {
    Watermarks watermarks = new Watermarks(primary);
    BatchWriter writer =
        new BatchWriter(
            primary,
            letters -> Mono.empty(),
            new WriteSettings(Duration.ofMillis(50), Duration.ofMillis(500)),
            new Outage(WorkerMetrics.unobserved()),
            Replay.FIRST_SHARD);
    return new Replay(
        new ReplayProgress(watermarks),
        reader,
        new BatchDecoder(
            new DecodeSettings(Duration.ofDays(10_000), Duration.ofDays(1)),
            InstantSource.system()),
        writer,
        watermarks,
        pace,
        500);
  }

  private static ConsumeSettings consume() {
    return new ConsumeSettings(
        500,
        DataSize.ofMegabytes(1),
        Duration.ofMillis(50),
        DataSize.ofBytes(1),
        2,
        2,
        "replay",
        Duration.ofSeconds(6),
        Duration.ofSeconds(5),
        Duration.ofSeconds(30));
  }

  private static void assertStored(long visits) {
    assertThat(database.rows()).isEqualTo(visits);
    assertThat(database.rollup("all")).isEqualTo(visits);
    assertThat(database.rollup("minute")).isEqualTo(visits);
    assertThat(database.number("SELECT sum(stored)::bigint FROM ingest_watermark"))
        .isEqualTo(visits);
    assertThat(
            database.number(
                "SELECT count(*) FROM ingest_watermark"
                    + " WHERE next_offset - first_offset <> stored + duplicate + dead_lettered"))
        .isZero();
  }
}

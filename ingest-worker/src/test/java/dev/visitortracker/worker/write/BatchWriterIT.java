package dev.visitortracker.worker.write;

import static dev.visitortracker.worker.Fixture.batch;
import static dev.visitortracker.worker.Fixture.database;
import static dev.visitortracker.worker.Fixture.execute;
import static dev.visitortracker.worker.Fixture.number;
import static dev.visitortracker.worker.Fixture.stack;
import static dev.visitortracker.worker.Fixture.unique;
import static dev.visitortracker.worker.Fixture.visit;
import static dev.visitortracker.worker.Fixture.visits;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.visitortracker.event.Visit;
import dev.visitortracker.event.VisitIds;
import dev.visitortracker.local.Part;
import dev.visitortracker.worker.deadletter.DeadLetter;
import dev.visitortracker.worker.deadletter.Reason;
import dev.visitortracker.worker.health.Outage;
import dev.visitortracker.worker.primary.PrimaryDatabase;
import dev.visitortracker.worker.progress.LostOwnershipException;
import dev.visitortracker.worker.progress.Watermarks;
import dev.visitortracker.worker.telemetry.WorkerMetrics;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class BatchWriterIT {
  private final Instant now = Instant.now().truncatedTo(ChronoUnit.HOURS);

  private final String topic = unique("topic");
  private final String site = unique("site");
  private final List<DeadLetter> kept = new CopyOnWriteArrayList<>();
  private final Outage outage = new Outage(WorkerMetrics.unobserved());
  private PrimaryDatabase primary;
  private Watermarks watermarks;
  private BatchWriter writer;

  @BeforeEach
  void open() {
    primary = new PrimaryDatabase(database(), "test", 4);
    watermarks = new Watermarks(primary);
    writer = writer();
    watermarks.create(topic, Map.of(0, 0L, 1, 0L, 2, 0L)).block();
  }

  @AfterEach
  void close() {
    primary.close();
  }

  @Test
  void store_keepsVisitsRollupAndWatermark_whenAllVisitsAreNew() {
    List<Visit> visits = visits(site, 1000, now);

    writer
        .store(batch(topic, 0, 0, visits))
        .as(StepVerifier::create)
        .assertNext(stored -> assertThat(stored.stored()).isEqualTo(1000))
        .verifyComplete();

    assertThat(rows()).isEqualTo(1000);
    assertThat(rollup("all")).isEqualTo(1000);
    assertThat(rollup("minute")).isEqualTo(1000);
    assertThat(watermark("next_offset")).isEqualTo(1000);
    assertThat(watermark("stored")).isEqualTo(1000);
  }

  @Test
  void store_countsErrorsByKind_inEveryGrain() {
    List<Visit> visits = new ArrayList<>();
    for (int code : new int[] {200, 399, 400, 404, 499, 500, 599}) {
      visits.add(visit(site, VisitIds.random(now.toEpochMilli()), "/home", code));
    }

    writer
        .store(batch(topic, 0, 0, visits))
        .as(StepVerifier::create)
        .expectNextCount(1)
        .verifyComplete();

    for (String grain : List.of("all", "day", "hour", "minute")) {
      assertThat(rollup(grain, "client_errors")).as("client errors by %s", grain).isEqualTo(3);
      assertThat(rollup(grain, "server_errors")).as("server errors by %s", grain).isEqualTo(2);
    }
  }

  @Test
  void store_countsDuplicates_whenVisitsWereStoredBefore() {
    List<Visit> visits = visits(site, 100, now);
    List<Visit> again = new ArrayList<>(visits.subList(50, 100));
    again.addAll(visits(site, 10, now.plusSeconds(5)));
    again.add(again.getLast());

    Flux.just(batch(topic, 0, 0, visits), batch(topic, 0, 100, again))
        .concatMap(writer::store)
        .as(StepVerifier::create)
        .expectNextCount(1)
        .assertNext(
            stored -> {
              assertThat(stored.stored()).isEqualTo(10);
              assertThat(stored.duplicate()).isEqualTo(51);
            })
        .verifyComplete();

    assertThat(rows()).isEqualTo(110);
    assertThat(rollup("all")).isEqualTo(110);
    assertThat(watermark("stored + duplicate + dead_lettered")).isEqualTo(161);
  }

  @Test
  void store_keepsNothing_whenAnotherWorkerMovedTheWatermark() {
    writer.store(batch(topic, 0, 0, visits(site, 10, now))).block();

    writer
        .store(batch(topic, 0, 0, visits(site, 10, now.plusSeconds(1))))
        .as(StepVerifier::create)
        .verifyError(LostOwnershipException.class);

    assertThat(rows()).isEqualTo(10);
    assertThat(rollup("all")).isEqualTo(10);
    assertThat(watermark("next_offset")).isEqualTo(10);
  }

  @Test
  void store_deadLettersOnlyTheRefusedRows_whenPostgresRefusesSome() {
    execute(
        """
        CREATE OR REPLACE FUNCTION refuse_poison() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF NEW.endpoint = '/poison' THEN RAISE EXCEPTION 'poison' USING ERRCODE = '22023'; END IF;
          RETURN NEW;
        END $$;
        CREATE OR REPLACE TRIGGER refuse_poison BEFORE INSERT ON visit_events
        FOR EACH ROW EXECUTE FUNCTION refuse_poison();
        """);
    List<Visit> visits = visits(site, 200, now);
    List.of(0, 77, 199)
        .forEach(
            i -> visits.set(i, visit(site, VisitIds.random(now.toEpochMilli()), "/poison", 200)));

    try {
      writer
          .store(batch(topic, 0, 0, visits))
          .as(StepVerifier::create)
          .assertNext(stored -> assertThat(stored.deadLettered()).isEqualTo(3))
          .verifyComplete();
    } finally {
      execute("DROP TRIGGER refuse_poison ON visit_events");
    }

    assertThat(kept).extracting(letter -> letter.record().offset()).containsExactly(0L, 77L, 199L);
    assertThat(kept)
        .allSatisfy(
            letter -> {
              assertThat(letter.reason()).isEqualTo(Reason.REFUSED_BY_DATABASE);
              assertThat(letter.sqlState()).isEqualTo("22023");
            });
    assertThat(rows()).isEqualTo(197);
    assertThat(rollup("day")).isEqualTo(197);
    assertThat(watermark("dead_lettered")).isEqualTo(3);
  }

  @Test
  void store_makesPartitions_whenVisitsAreYearsOld() {
    List<Visit> visits =
        IntStream.range(0, 60)
            .mapToObj(
                i ->
                    visit(
                        site, Instant.parse("2005-01-15T00:00:00Z").plus(i * 97L, ChronoUnit.DAYS)))
            .toList();

    writer
        .store(batch(topic, 0, 0, visits))
        .as(StepVerifier::create)
        .expectNextCount(1)
        .verifyComplete();

    assertThat(rows()).isEqualTo(60);
    assertThat(number("SELECT count(*) FROM visit_events_2005_01 WHERE site = ?", site)).isOne();
  }

  @Test
  void store_makesThePartitionAgain_whenItWasDroppedMeanwhile() {
    Instant old = Instant.parse("1999-07-01T00:00:00Z");
    writer.store(batch(topic, 0, 0, visits(site, 1, old))).block();
    execute("DROP TABLE visit_events_1999_07");

    writer
        .store(batch(topic, 0, 1, visits(site, 1, old)))
        .as(StepVerifier::create)
        .expectNextCount(1)
        .verifyComplete();

    assertThat(rows()).isOne();
    assertThat(outage.cause()).isNull();
  }

  @Test
  void store_neverContends_whenPartitionsAreWrittenAtTheSameTime() {
    List<PreparedBatch> batches =
        IntStream.range(0, 3)
            .mapToObj(partition -> batch(topic, partition, 0, visits(site, 500, now)))
            .toList();

    Flux.fromIterable(batches)
        .flatMap(writer::store, 3)
        .as(StepVerifier::create)
        .expectNextCount(3)
        .verifyComplete();

    assertThat(rows()).isEqualTo(1500);
    assertThat(rollup("hour")).isEqualTo(1500);
  }

  @Test
  void store_waitsAndGoesOn_whenThePrimaryIsAwayForAWhile() {
    writer.store(batch(topic, 0, 0, visits(site, 10, now))).block();
    Part server = stack().primary();
    server.kill();

    writer
        .store(batch(topic, 0, 10, visits(site, 10, now)))
        .doOnSubscribe(subscription -> Thread.startVirtualThread(() -> startOnceNoticed(server)))
        .as(StepVerifier::create)
        .assertNext(stored -> assertThat(stored.stored()).isEqualTo(10))
        .expectComplete()
        .verify(Duration.ofSeconds(60));

    assertThat(kept).isEmpty();
    assertThat(rows()).isEqualTo(20);
    assertThat(outage.cause()).isNull();
  }

  private void startOnceNoticed(Part server) {
    await().until(() -> outage.cause() != null);
    server.start();
  }

  private BatchWriter writer() {
    return new BatchWriter(
        primary,
        letters -> Mono.fromRunnable(() -> kept.addAll(letters)),
        new WriteSettings(Duration.ofMillis(50), Duration.ofMillis(500)),
        outage,
        0);
  }

  private long rows() {
    return number("SELECT count(*) FROM visit_events WHERE site = ?", site);
  }

  private long rollup(String grain) {
    return rollup(grain, "visits");
  }

  private long rollup(String grain, String column) {
    return number(
        "SELECT coalesce(sum(" + column + "), 0) FROM visit_counts WHERE site = ? AND grain = ?",
        site,
        grain);
  }

  private long watermark(String column) {
    return number(
        "SELECT " + column + " FROM ingest_watermark WHERE topic = ? AND partition = 0", topic);
  }
}

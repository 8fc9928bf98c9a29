package dev.visitortracker.worker.write;

import static dev.visitortracker.worker.Fixture.batch;
import static dev.visitortracker.worker.Fixture.unique;
import static org.assertj.core.api.Assertions.assertThat;

import dev.visitortracker.event.Visit;
import dev.visitortracker.event.VisitIds;
import dev.visitortracker.event.visitors.VisitorUnion;
import dev.visitortracker.event.visitors.Visitors;
import dev.visitortracker.worker.TestDatabase;
import dev.visitortracker.worker.health.Outage;
import dev.visitortracker.worker.primary.PrimaryDatabase;
import dev.visitortracker.worker.progress.LostOwnershipException;
import dev.visitortracker.worker.progress.Watermarks;
import dev.visitortracker.worker.telemetry.WorkerMetrics;
import dev.visitortracker.worker.upkeep.VisitorMerge;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class DailyVisitorsIT {
  private static final Instant MONDAY = Instant.parse("2021-03-01T12:00:00Z");
  private static final Instant TUESDAY = Instant.parse("2021-03-02T00:00:00Z");

  private static TestDatabase database;
  private static PrimaryDatabase primary;

  private final String topic = unique("topic");
  private final Outage outage = new Outage(WorkerMetrics.unobserved());
  private BatchWriter writer;

  @BeforeAll
  static void open() {
    database = TestDatabase.create();
    primary = new PrimaryDatabase(database.properties(), "test", 6);
  }

  @AfterAll
  static void close() {
    primary.close();
  }

  @BeforeEach
  void empty() {
    database.execute(
        "TRUNCATE visit_events, visit_counts, visit_totals, visitor_sketches, ingest_watermark");
    writer = writer(0);
  }

  @Test
  void visitors_areCountedBySiteAndDay_andOfAllSites() {
    store(0, 0, visits("a", MONDAY, 0, 40));
    store(0, 40, visits("a", MONDAY, 30, 20));
    store(0, 60, visits("a", TUESDAY, 0, 10));
    store(0, 70, visits("b", MONDAY, 45, 15));

    assertThat(visitors("a", MONDAY).estimate()).isEqualTo(50);
    assertThat(visitors("a", TUESDAY).estimate()).isEqualTo(10);
    assertThat(visitors("b", MONDAY).estimate()).isEqualTo(15);
    assertThat(visitors(SiteDay.ALL_SITES, MONDAY).estimate()).isEqualTo(60);
    assertThat(visitors(SiteDay.ALL_SITES, TUESDAY).estimate()).isEqualTo(10);
  }

  @Test
  void visitors_areWithinTheStatedError_whenShardsAndBatchesShareThem() {
    Flux.range(0, 24)
        .concatMap(
            i ->
                at(topic, i % 3)
                    .then(
                        writer.store(
                            batch(
                                topic,
                                i % 3,
                                i / 3 * 1_000L,
                                visits("a", MONDAY, i * 500, 1_000)))),
            1)
        .as(StepVerifier::create)
        .expectNextCount(24)
        .verifyComplete();

    assertThat(database.number("SELECT count(*) FROM visitor_sketches WHERE site = 'a'"))
        .isEqualTo(3);
    assertThat(visitors("a", MONDAY).estimate()).isBetween(12_000L, 13_000L);
  }

  @Test
  void visitors_ofRowsThatWereThereBefore_changeNothing() {
    List<Visit> visits = visits("a", MONDAY, 0, 40);
    store(0, 0, visits);
    String before = sketches();
    List<Visit> sameIds = visits.stream().map(visit -> by(visit, "another browser")).toList();

    store(0, 40, visits);
    store(0, 80, sameIds);

    assertThat(database.rows()).isEqualTo(40);
    assertThat(sketches()).isEqualTo(before);
  }

  @Test
  void visitors_areCounted_whenOnlySomeRowsAreNew() {
    List<Visit> visits = visits("a", MONDAY, 0, 40);
    store(0, 0, visits.subList(0, 10));

    store(0, 10, visits);

    assertThat(visitors("a", MONDAY).estimate()).isEqualTo(40);
  }

  @Test
  void sketches_areNotWritten_whenTheirVisitorsComeAgain() {
    store(0, 0, visits("a", MONDAY, 0, 40));
    String before = sketches();

    store(0, 40, visits("a", MONDAY.plusSeconds(5), 0, 40));

    assertThat(database.rows()).isEqualTo(80);
    assertThat(sketches()).isEqualTo(before);
  }

  @Test
  void sketches_staySo_whenAnotherWorkerMovedTheWatermark() {
    store(0, 0, visits("a", MONDAY, 0, 10));
    String before = sketches();

    writer
        .store(sent(0, 0, visits("a", MONDAY, 10, 10)))
        .as(StepVerifier::create)
        .verifyError(LostOwnershipException.class);

    assertThat(sketches()).isEqualTo(before);
  }

  /** Two replays may have the same shards. */
  @Test
  void visitors_areAllCounted_whenTwoWriteTheSameShardAtOnce() {
    List<String> topics = IntStream.range(0, 4).mapToObj(i -> topic + "#" + i).toList();

    Flux.fromIterable(topics)
        .flatMap(
            each ->
                Flux.range(0, 5)
                    .concatMap(
                        i -> {
                          int first = (topics.indexOf(each) * 5 + i) * 2;
                          return at(each, 0)
                              .then(
                                  writer(10_001)
                                      .store(
                                          batch(each, 0, i * 2L, visits("a", MONDAY, first, 2))));
                        },
                        1),
            4,
            1)
        .as(StepVerifier::create)
        .expectNextCount(20)
        .verifyComplete();

    assertThat(database.number("SELECT count(*) FROM visitor_sketches WHERE site = 'a'")).isOne();
    assertThat(visitors("a", MONDAY).estimate()).isEqualTo(40);
  }

  @Test
  void visitors_areCountedByDay_whenABatchHoldsMoreDaysThanAreWrittenAtOnce() {
    List<Visit> visits =
        IntStream.range(0, 700)
            .mapToObj(day -> visit("a", MONDAY.minus(Duration.ofDays(day)), day))
            .toList();

    store(0, 0, visits);
    store(0, 700, visits);

    assertThat(database.number("SELECT count(*) FROM visitor_sketches")).isEqualTo(1_400);
    assertThat(visitors("a", MONDAY.minus(Duration.ofDays(699))).estimate()).isOne();
  }

  @Test
  void daysThatAreOver_becomeOneSketchWithTheSameVisitors_andTakeLateOnes() {
    IntStream.range(0, 3).forEach(i -> store(i, 0, visits("a", MONDAY, i * 50, 100)));
    store(0, 100, visits("b", TUESDAY, 0, 10));

    merge(TUESDAY.plus(Duration.ofDays(1)));

    assertThat(rows("a")).isOne();
    assertThat(visitors("a", MONDAY).estimate()).isEqualTo(200);
    assertThat(database.number("SELECT max(shard) FROM visitor_sketches WHERE site = 'b'"))
        .isZero();

    store(1, 100, visits("a", MONDAY, 190, 20));
    assertThat(rows("a")).isEqualTo(2);
    merge(TUESDAY.plus(Duration.ofDays(1)));

    assertThat(rows("a")).isOne();
    assertThat(visitors("a", MONDAY).estimate()).isEqualTo(210);
  }

  @Test
  void visitors_areAllCounted_whenDaysAreMergedWhileTheyComeLate() {
    Mono<?> merging =
        Mono.defer(() -> new VisitorMerge(primary, () -> TUESDAY.plus(Duration.ofDays(9))).run())
            .repeat()
            .takeUntilOther(
                Flux.range(0, 3)
                    .flatMap(
                        partition ->
                            Flux.range(0, 30)
                                .concatMap(
                                    i ->
                                        at(topic, partition)
                                            .then(
                                                writer(0)
                                                    .store(
                                                        batch(
                                                            topic,
                                                            partition,
                                                            i,
                                                            visits(
                                                                "a",
                                                                MONDAY,
                                                                partition * 30 + i,
                                                                1)))),
                                    1),
                        3,
                        1)
                    .then())
            .then();

    merging.as(StepVerifier::create).verifyComplete();

    assertThat(database.rows()).isEqualTo(90);
    assertThat(visitors("a", MONDAY).estimate()).isEqualTo(90);
  }

  private static void merge(Instant now) {
    new VisitorMerge(primary, () -> now).run().block();
  }

  private static long rows(String site) {
    return database.number("SELECT count(*) FROM visitor_sketches WHERE site = '" + site + "'");
  }

  private void store(int partition, long from, List<Visit> visits) {
    writer.store(sent(partition, from, visits)).block();
  }

  private PreparedBatch sent(int partition, long from, List<Visit> visits) {
    at(topic, partition).block();
    return batch(topic, partition, from, visits);
  }

  private static Mono<?> at(String topic, int partition) {
    return new Watermarks(primary).create(topic, Map.of(partition, 0L));
  }

  private BatchWriter writer(int firstShard) {
    return new BatchWriter(
        primary,
        letters -> Mono.empty(),
        new WriteSettings(Duration.ofMillis(10), Duration.ofMillis(50)),
        outage,
        firstShard);
  }

  /** Of visitors from the first number on. */
  private static List<Visit> visits(String site, Instant time, int first, int count) {
    return IntStream.range(first, first + count)
        .mapToObj(visitor -> visit(site, time.plusMillis(visitor), visitor))
        .toList();
  }

  private static Visit visit(String site, Instant time, int visitor) {
    return new Visit(
        VisitIds.random(time.toEpochMilli()),
        site,
        address(visitor / 2),
        "/home",
        "GET",
        200,
        visitor % 2 == 0 ? "curl/8" : null,
        null,
        null);
  }

  private static Visit by(Visit visit, String userAgent) {
    return new Visit(
        visit.id(), visit.site(), visit.sourceIp(), "/home", "GET", 200, userAgent, null, null);
  }

  private static InetAddress address(int number) {
    try {
      return InetAddress.getByAddress(
          new byte[] {10, (byte) (number >> 16), (byte) (number >> 8), (byte) number});
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four bytes are an address", e);
    }
  }

  private static Visitors visitors(String site, Instant time) {
    VisitorUnion union = new VisitorUnion();
    database
        .text(
            "SELECT encode(sketch, 'hex') FROM visitor_sketches WHERE site = '%s' AND day = '%s'"
                .formatted(site, time.toString().substring(0, 10)))
        .lines()
        .map(HexFormat.of()::parseHex)
        .forEach(union::add);
    return union.visitors();
  }

  private static String sketches() {
    return database.text(
        "SELECT concat_ws(' ', site, day, shard, version, encode(sketch, 'hex'))"
            + " FROM visitor_sketches ORDER BY 1");
  }
}

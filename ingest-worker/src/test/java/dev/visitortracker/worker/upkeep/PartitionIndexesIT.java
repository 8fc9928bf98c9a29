package dev.visitortracker.worker.upkeep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.visitortracker.worker.TestDatabase;
import dev.visitortracker.worker.primary.PrimaryDatabase;
import dev.visitortracker.worker.schema.MonthOfVisits;
import dev.visitortracker.worker.schema.VisitPartitions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;

class PartitionIndexesIT {
  private static final Instant IN_MAY = Instant.parse("2015-05-17T10:05:03Z");
  private static final String GROWING =
      "visit_events_2015_05_by_endpoint,visit_events_2015_05_by_site_id,"
          + "visit_events_2015_05_by_source_ip";
  private static final String CLOSED =
      "visit_events_2015_05_by_endpoint_id,visit_events_2015_05_by_site_id,"
          + "visit_events_2015_05_by_source_ip_id";

  private final TestDatabase test = TestDatabase.create();
  private final InstantSource clock = InstantSource.fixed(Instant.parse("2015-07-01T00:00:00Z"));
  private final PrimaryDatabase database = new PrimaryDatabase(test.properties(), "indexes", 4);
  private final VisitPartitions partitions = new VisitPartitions(database);
  private final PartitionIndexes indexes = new PartitionIndexes(database, clock);

  @BeforeEach
  void givenMay() {
    partitions.ensure(months(IN_MAY)).as(StepVerifier::create).verifyComplete();
    convert();
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void pastMonth_keepsTheIndexesOfAGrowingOne_whileVisitsArrive() {
    write(1);
    convert();
    write(2);
    convert();

    assertThat(indexesOfMay()).isEqualTo(GROWING);
  }

  @Test
  void pageOfASite_readsNothingOfTheOthers_whileTheMonthGrows() {
    write("quiet", "2015-05-02", 500);
    write("busy", "2015-05-17", 2_000);
    test.execute("ANALYZE visit_events_2015_05");

    String plan = test.text("EXPLAIN (ANALYZE, FORMAT JSON) " + page("site = 'quiet'"));

    assertThat(plan)
        .contains("visit_events_2015_05_by_site_id", "\"Actual Rows\": 5")
        .doesNotContain("Rows Removed by Filter", "Sort");
  }

  @Test
  void pastMonth_getsOrderedIndexesAndLosesTheOthers_whenNothingWasWrittenSinceTheLastLook() {
    write(1000);
    convert();
    convert();

    assertThat(indexesOfMay()).isEqualTo(CLOSED);
    assertThat(test.text("EXPLAIN " + page("endpoint = '/e-7'"))).doesNotContain("Sort");
  }

  @Test
  void closedMonth_takesLateVisitsAndStaysClosed() {
    convert();
    write(10);
    convert();
    convert();

    assertThat(indexesOfMay()).isEqualTo(CLOSED);
    assertThat(test.rows()).isEqualTo(10);
  }

  @Test
  void indexThatAnInterruptedRunLeft_isMadeAgain() {
    write(2);
    assertThatThrownBy(
            () ->
                test.execute(
                    "CREATE UNIQUE INDEX CONCURRENTLY visit_events_2015_05_by_endpoint_id"
                        + " ON visit_events_2015_05 (site)"))
        .hasMessageContaining("CREATE UNIQUE INDEX");

    convert();
    convert();

    assertThat(indexesOfMay()).isEqualTo(CLOSED);
    assertThat(test.number("SELECT count(*) FROM pg_index WHERE NOT indisvalid")).isZero();
  }

  @Test
  void presentMonth_isNeverClosed() {
    new MonthsAhead(partitions, clock).create().as(StepVerifier::create).verifyComplete();
    convert();
    convert();

    assertThat(test.text("SELECT to_regclass('visit_events_2015_07_by_endpoint_id')::text"))
        .isEmpty();
    assertThat(test.text("SELECT to_regclass('visit_events_2015_07_by_endpoint')::text"))
        .isNotEmpty();
  }

  @Test
  void partitionsOfOthers_areLeftAloneAndTakeTheVisitsOfTheirMonths() {
    attach("january", "2015-01-01", "2015-02-15");
    attach("visit_events_2015_13", "2015-03-01", "2015-04-01");

    partitions
        .ensure(
            months(
                Instant.parse("2015-01-31T10:00:00Z"), Instant.parse("2015-03-31T23:59:59.999Z")))
        .as(StepVerifier::create)
        .verifyComplete();
    convert();
    convert();

    assertThat(indexesOfMay()).isEqualTo(CLOSED);
    assertThat(partitionNames()).isEqualTo("january,visit_events_2015_05,visit_events_2015_13");
    assertThat(
            test.number(
                "SELECT count(*) FROM pg_indexes"
                    + " WHERE tablename IN ('january', 'visit_events_2015_13')"))
        .isEqualTo(2);
  }

  @Test
  void monthThatIsOnlyPartlyInThePartitionOfAnother_isRefusedByPostgres() {
    attach("january", "2015-01-01", "2015-02-15");

    partitions
        .ensure(months(Instant.parse("2015-02-20T10:00:00Z")))
        .as(StepVerifier::create)
        .verifyErrorMessage(
            "partition \"visit_events_2015_02\" would overlap partition \"january\"");
  }

  @Test
  void workerThatFindsAnotherAtIt_leavesItAlone() {
    test.holding(
        "SELECT pg_advisory_lock(5641318)",
        () -> {
          convert();

          assertThat(indexesOfMay()).isEqualTo(GROWING);
        });
  }

  private static List<MonthOfVisits> months(Instant... times) {
    return Stream.of(times).map(time -> MonthOfVisits.at(time.toEpochMilli())).toList();
  }

  private void convert() {
    indexes.convert().as(StepVerifier::create).verifyComplete();
  }

  private void write(int count) {
    write("shop", "2015-05-17", count);
  }

  private void write(String site, String day, int count) {
    test.execute(
        """
        INSERT INTO visit_events (id, response_code, site, source_ip, endpoint, method)
        SELECT (substr(visit_id_at('%s')::text, 1, 13)
                || substr(gen_random_uuid()::text, 14))::uuid,
               200, '%s', '192.0.2.7', '/e-' || n %% 50, 'GET'
        FROM generate_series(1, %d) AS n;
        SELECT pg_stat_force_next_flush()
        """
            .formatted(day, site, count));
  }

  private void attach(String table, String from, String to) {
    test.execute(
        """
        CREATE TABLE %s (LIKE visit_events INCLUDING ALL);
        ALTER TABLE visit_events ATTACH PARTITION %s
            FOR VALUES FROM (visit_id_at('%s')) TO (visit_id_at('%s'))
        """
            .formatted(table, table, from, to));
  }

  private String partitionNames() {
    return test.text(
        """
        SELECT string_agg(inhrelid::regclass::text, ',' ORDER BY inhrelid::regclass::text)
        FROM pg_inherits WHERE inhparent = 'visit_events'::regclass
        """);
  }

  private static String page(String filter) {
    return "SELECT id FROM visit_events WHERE id >= visit_id_at('2015-05-01')"
        + " AND id < visit_id_at('2015-06-01') AND "
        + filter
        + " ORDER BY id DESC LIMIT 5";
  }

  private String indexesOfMay() {
    return test.text(
        """
        SELECT string_agg(relname, ',' ORDER BY relname) FROM pg_class
        WHERE relname LIKE 'visit\\_events\\_2015\\_05\\_by\\_%'
        """);
  }
}

package dev.visitortracker.api.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.f4b6a3.ulid.Ulid;
import dev.visitortracker.api.query.journey.NodeSnapshotStatement;
import dev.visitortracker.api.query.stats.SummaryStatement;
import dev.visitortracker.api.query.stats.TimeseriesStatement;
import dev.visitortracker.api.query.stats.TopBy;
import dev.visitortracker.api.query.stats.TopStatement;
import dev.visitortracker.api.query.stats.VisitorsStatement;
import dev.visitortracker.api.query.visits.RollupSum;
import dev.visitortracker.api.query.visits.VisitStatement;
import dev.visitortracker.local.LocalStack;
import dev.visitortracker.local.ServiceOptions;
import dev.visitortracker.local.StackSettings;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each statement on a primary with two months of visits, in partitions as the worker makes them.
 */
class PlanIT {
  private static final String JANUARY = "visit_id_at('2022-01-01 00:00:00+00')";
  private static final String FEBRUARY = "visit_id_at('2022-02-01 00:00:00+00')";
  private static final String MARCH = "visit_id_at('2022-03-01 00:00:00+00')";

  private static final LocalStack STACK =
      LocalStack.start(
          StackSettings.infrastructure(Path.of("target", "plan-stack"))
              .withFresh(true)
              .withReplicas(0)
              .withWorkers(ServiceOptions.instances(1)));

  @BeforeAll
  static void storeTwoMonths() throws SQLException {
    // It has made the schema. The indexes that it would go on to make wait for ANALYZE, which waits
    // for them.
    STACK.part("worker-1").stop();
    run(
        "create table january partition of visit_events for values from ("
            + constant(JANUARY)
            + ") to ("
            + constant(FEBRUARY)
            + ")");
    run(
        "create table february partition of visit_events for values from ("
            + constant(FEBRUARY)
            + ") to ("
            + constant(MARCH)
            + ")");
    for (String month : List.of("january", "february")) {
      for (String column : List.of("site", "endpoint", "source_ip")) {
        run("create index on " + month + " (" + column + ", id)");
      }
      run(
          """
          insert into visit_events (id, response_code, site, source_ip, endpoint, method)
          select (substr(visit_id_at(timestamptz '2022-%s-01 00:00+00' + n * interval '20 s')::text, 1, 14)
              || '4000-8000-' || lpad(to_hex(n), 12, '0'))::uuid,
              200, 'site' || n %% 50, inet '10.0.0.0' + n %% 1000, '/' || n %% 200, 'GET'
          from generate_series(1, 100000) n
          """
              .formatted(month.equals("january") ? "01" : "02"));
    }
    run(
        """
        insert into visit_counts
        select 'site' || s, 'minute', timestamptz '2022-01-01 00:00+00' + m * interval '1 min', 0, 1, 0, 0
        from generate_series(1, 20) s, generate_series(1, 2000) m
        """);
    run(
        """
        insert into visit_counts
        select 'site' || s, 'all', timestamptz 'epoch', shard, 1, 0, 0
        from generate_series(1, 2000) s, generate_series(0, 7) shard
        """);
    run(
        """
        insert into visit_totals
        select grain, bucket, s, 1, 0, 0
        from (values ('minute', interval '1 min'), ('hour', '1 h'), ('day', '1 day')) g (grain, width),
            generate_series(0, 7) s, generate_series(1, 5000) m,
            lateral (select timestamptz '2022-01-01 00:00+00' + m * width as bucket) b
        """);
    run(
        """
        insert into visitor_sketches
        select 'site' || s, date '2022-01-01' + d, shard, 1, decode(repeat('ab', 500), 'hex')
        from generate_series(1, 20) s, generate_series(0, 99) d, generate_series(0, 7) shard
        """);
    run("analyze");
  }

  @AfterAll
  static void stop() {
    STACK.close();
  }

  static Stream<String> visits() {
    return Stream.concat(
        Stream.concat(
                Stream.of(List.<Filter>of()),
                Stream.of(
                        Filter.SITE,
                        Filter.ENDPOINT,
                        Filter.SOURCE_IP,
                        Filter.STATUS,
                        Filter.STATUS_CLASS)
                    .map(List::of))
            .map(filters -> bound(VisitStatement.text(filters), 100, 0, literal(filters))),
        Stream.of(TopBy.values())
            .filter(by -> by != TopBy.SITE)
            .map(by -> bound(TopStatement.text(by, true), 1_000, 10, "'site7'")));
  }

  @ParameterizedTest
  @MethodSource("visits")
  void plan_usesAnIndexOfOneMonth_whenTheRangeIsInIt(String sql) throws SQLException {
    String plan = plan(sql);

    assertThat(plan).contains("february").doesNotContain("january").doesNotContain("Seq Scan");
  }

  @Test
  void plan_usesAnIndex_whenTheRangeIsOpen() throws SQLException {
    String plan =
        plan(
            VisitStatement.text(List.of())
                .replace("$1", "'00000000-0000-0000-0000-000000000000'")
                .replace("$2", "'ffffffff-ffff-ffff-ffff-ffffffffffff'")
                .replace("$3", "50")
                .replace("$4", "0"));

    assertThat(plan).doesNotContain("Seq Scan").doesNotContain("Sort");
  }

  @Test
  void plan_isKept_whenTheNewestPageIsReadAgainAndAgain() throws SQLException {
    Ulid from = Ulid.from(UUID.fromString(first()));
    String sql = "(uuid) as " + VisitStatement.newest(from, 51);
    try (Connection connection = STACK.connection("primary");
        Statement statement = connection.createStatement()) {
      statement.execute("prepare page " + sql);
      for (int read = 0; read < 10; read++) {
        statement.execute("execute page ('ffffffff-ffff-ffff-ffff-ffffffffffff')");
      }

      assertThat(generic(statement)).isEqualTo("5 5");
      assertThat(plan(statement, "execute page ('" + last() + "')"))
          .contains("february")
          .doesNotContain("january", "Seq Scan", "Sort");
    }
  }

  private static String generic(Statement statement) throws SQLException {
    try (ResultSet plans =
        statement.executeQuery(
            "select custom_plans || ' ' || generic_plans from pg_prepared_statements")) {
      plans.next();
      return plans.getString(1);
    }
  }

  @Test
  void plan_readsTheRangeOfCountsOnly_whenASiteIsGiven() throws SQLException {
    String timeseries =
        TimeseriesStatement.OF_SITE
            .replace("$1", "'minute'")
            .replace("$2", "timestamptz '2022-01-01 01:00+00'")
            .replace("$3", "timestamptz '2022-01-01 02:00+00'")
            .replace("$4", "'site7'");
    String summary =
        SummaryStatement.OF_SITE
            .replace("$1", "timestamptz '2022-01-02 09:00+00'")
            .replace("$2", "'site7'");

    assertThat(plan(timeseries)).doesNotContain("Seq Scan");
    assertThat(plan(summary)).doesNotContain("Seq Scan on visit_counts");
  }

  @Test
  void plan_readsOneRow_whenAVisitIsSought() throws SQLException {
    String plan =
        plan(
            NodeSnapshotStatement.TEXT
                .replace("$1", "'" + first() + "'")
                .replace("$2", "'visit-events'"));

    assertThat(plan).contains("february").doesNotContain("january", "Seq Scan on february");
  }

  @Test
  void plan_readsTheRangeOfTotalsOnly_whenNoSiteIsGiven() throws SQLException {
    String timeseries =
        TimeseriesStatement.OF_ALL
            .replace("$1", "'minute'")
            .replace("$2", "timestamptz '2022-01-01 01:00+00'")
            .replace("$3", "timestamptz '2022-01-01 02:00+00'");
    String summary = SummaryStatement.OF_ALL.replace("$1", "timestamptz '2022-01-04 11:14+00'");

    assertThat(plan(timeseries)).doesNotContain("Seq Scan").contains("visit_totals_pkey");
    assertThat(plan(summary)).doesNotContain("Seq Scan on visit_totals").doesNotContain("counts");
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = "site7")
  void plan_readsTheSpansOfTheCountsOnly_whenVisitsAreCounted(@Nullable String site)
      throws SQLException {
    var span = new RollupSum.Span(Grain.MINUTE, 0, 60_000);
    String total =
        new RollupSum(site, "visits", List.of(span))
            .text()
            .replace("$1", "array['minute', 'hour']")
            .replace("$2", "array[1641000000, 1641003600]")
            .replace("$3", "array[1641003600, 1641027600]")
            .replace("$4", "'site7'");
    String all = new RollupSum(site, "visits", List.of()).text().replace("$1", "'site7'");

    assertThat(plan(total)).doesNotContain("Seq Scan on visit").contains("_pkey");
    assertThat(plan(all)).doesNotContain("Seq Scan").contains("_pkey");
  }

  @Test
  void plan_readsTheSketchesOfTheDaysOnly_whenVisitorsAreCounted() throws SQLException {
    String visitors =
        VisitorsStatement.TEXT
            .replace("$1", "'site7'")
            .replace("$2", "date '2022-02-01'")
            .replace("$3", "date '2022-02-03'");

    assertThat(plan(visitors)).contains("visitor_sketches_pkey").doesNotContain("Seq Scan");
  }

  private static String bound(String sql, int third, int fourth, String fifth) {
    return sql.replace("$1", "'" + first() + "'")
        .replace("$2", "'" + last() + "'")
        .replace("$3", Integer.toString(third))
        .replace("$4", Integer.toString(fourth))
        .replace("$5", fifth);
  }

  private static String first() {
    return "017ed6a1-4400-0000-0000-000000000000";
  }

  private static String last() {
    return "017effd4-2400-0000-0000-000000000000";
  }

  private static String literal(List<Filter> filters) {
    return filters.isEmpty()
        ? ""
        : switch (filters.getFirst()) {
          case SITE -> "'site7'";
          case ENDPOINT -> "'/7'";
          case SOURCE_IP -> "inet '10.0.0.7'";
          case STATUS -> "200";
          case STATUS_CLASS -> "2";
          case METHOD -> "'GET'";
        };
  }

  private static String plan(String sql) throws SQLException {
    try (Connection connection = STACK.connection("primary");
        Statement statement = connection.createStatement()) {
      return plan(statement, sql);
    }
  }

  private static String plan(Statement statement, String sql) throws SQLException {
    try (ResultSet lines = statement.executeQuery("explain " + sql)) {
      var plan = Stream.<String>builder();
      while (lines.next()) {
        plan.add(lines.getString(1));
      }
      return plan.build().collect(Collectors.joining("\n"));
    }
  }

  private static String constant(String expression) throws SQLException {
    try (Connection connection = STACK.connection("primary");
        Statement statement = connection.createStatement();
        ResultSet value = statement.executeQuery("select " + expression)) {
      value.next();
      return "'" + value.getString(1) + "'";
    }
  }

  private static void run(String sql) throws SQLException {
    try (Connection connection = STACK.connection("primary");
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}

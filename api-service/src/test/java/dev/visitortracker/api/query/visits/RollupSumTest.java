package dev.visitortracker.api.query.visits;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.f4b6a3.ulid.Ulid;
import dev.visitortracker.api.query.Filter;
import dev.visitortracker.api.query.Grain;
import dev.visitortracker.api.query.visits.RollupSum.Span;
import dev.visitortracker.event.VisitIds;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RollupSumTest {
  private static final long NOW = millis("2026-11-08T12:34:56Z");
  private static final int MAX_DAYS = 1_000;

  @Test
  void sum_isOfAllTime_whenNoTimeIsGiven() {
    assertThat(sum(Map.of(), Ulid.MIN, Ulid.MAX))
        .isEqualTo(new RollupSum(null, "visits", List.of()));
    assertThat(sum(Map.of(Filter.SITE, "a"), Ulid.MIN, at("9999-12-31T23:59:59Z")))
        .isEqualTo(new RollupSum("a", "visits", List.of()));
  }

  @ParameterizedTest
  @CsvSource({"4, client_errors", "5, server_errors", "2,"})
  void sum_isOfTheErrors_whenTheCountsKnowTheClass(short statusClass, @Nullable String column) {
    RollupSum sum = sum(Map.of(Filter.STATUS_CLASS, statusClass), Ulid.MIN, Ulid.MAX);

    assertThat(sum == null ? null : sum.column()).isEqualTo(column);
  }

  @Test
  void sum_isUnknown_whenTheCountsDoNotKnowTheFilter() {
    assertThat(sum(Map.of(Filter.ENDPOINT, "/a"), Ulid.MIN, Ulid.MAX)).isNull();
    assertThat(sum(Map.of(Filter.STATUS, (short) 404), Ulid.MIN, Ulid.MAX)).isNull();
  }

  @Test
  void sum_takesTheWidestBuckets_andWhatIsLeftOnBothSides() {
    RollupSum sum =
        Objects.requireNonNull(
            sum(Map.of(), at("2026-11-05T22:58:00Z"), at("2026-11-08T01:02:00Z")));

    assertThat(sum.spans())
        .containsExactly(
            span(Grain.MINUTE, "2026-11-05T22:58:00Z", "2026-11-05T23:00:00Z"),
            span(Grain.HOUR, "2026-11-05T23:00:00Z", "2026-11-06T00:00:00Z"),
            span(Grain.DAY, "2026-11-06T00:00:00Z", "2026-11-08T00:00:00Z"),
            span(Grain.HOUR, "2026-11-08T00:00:00Z", "2026-11-08T01:00:00Z"),
            span(Grain.MINUTE, "2026-11-08T01:00:00Z", "2026-11-08T01:02:00Z"));
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-08T01:02:00Z, 2026-11-08T01:03:00Z, MINUTE",
    "2026-11-08T01:59:00Z, 2026-11-08T02:01:00Z, MINUTE",
    "2026-11-08T01:00:00Z, 2026-11-08T03:00:00Z, HOUR",
    "2026-11-07T00:00:00Z, 2026-11-08T00:00:00Z, DAY"
  })
  void sum_isOneSpan_whenOneGrainIsEnough(String from, String before, Grain grain) {
    RollupSum sum = Objects.requireNonNull(sum(Map.of(), at(from), at(before)));

    assertThat(sum.spans()).containsExactly(span(grain, from, before));
  }

  @Test
  void sum_hasNoEnd_whenOnlyItsBeginningIsGiven() {
    RollupSum sum = Objects.requireNonNull(sum(Map.of(), at("2026-11-01T00:00:00Z"), Ulid.MAX));

    assertThat(sum.spans())
        .containsExactly(
            new Span(Grain.DAY, millis("2026-11-01T00:00:00Z"), VisitIds.MAX_TIME_MILLIS + 1));
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-08T01:02:00.001Z, 2026-11-08T01:03:00Z",
    "2026-11-08T01:02:00Z, 2026-11-08T01:03:01Z",
    "2020-11-08T00:00:00Z, 2026-11-08T00:00:00Z",
    "1970-01-01T00:00:00Z, 2026-11-08T00:00:00Z"
  })
  void sum_isUnknown_whenTimesAreNotWholeMinutesOrTooManyDays(String from, String before) {
    assertThat(sum(Map.of(), at(from), at(before))).isNull();
  }

  private static @Nullable RollupSum sum(Map<Filter, Object> filters, Ulid from, Ulid before) {
    return RollupSum.of(new VisitQuery(from, before, filters, 1, 50), NOW, MAX_DAYS);
  }

  private static Span span(Grain grain, String from, String before) {
    return new Span(grain, millis(from), millis(before));
  }

  private static Ulid at(String time) {
    return VisitIds.first(millis(time));
  }

  private static long millis(String time) {
    return Instant.parse(time).toEpochMilli();
  }
}

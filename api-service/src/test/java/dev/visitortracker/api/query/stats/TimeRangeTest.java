package dev.visitortracker.api.query.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.visitortracker.api.problem.ProblemException;
import dev.visitortracker.api.query.Grain;
import dev.visitortracker.event.VisitIds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TimeRangeTest {
  private static final long HOUR = 3_600_000;

  @Test
  void range_holdsTheBucketsThatItTouches() {
    assertThat(TimeRange.of(Grain.HOUR, HOUR + 1, 2 * HOUR + 1, 10))
        .isEqualTo(new TimeRange(Grain.HOUR, HOUR, 3 * HOUR));
    assertThat(TimeRange.of(Grain.HOUR, HOUR, 2 * HOUR, 1).buckets()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void range_endsWithTheLastMomentThatCanBeWritten_whenItReachesTheYear10000(Grain grain) {
    long end = VisitIds.MAX_TIME_MILLIS;

    TimeRange range = TimeRange.of(grain, end - 60_000, end, 10);

    assertThat(range.end()).isEqualTo("9999-12-31T23:59:59.999Z");
    assertThat(TimeRange.of(grain, range.from(), end, 10)).isEqualTo(range);
  }

  @Test
  void to_isRefused_whenItIsBeforeEveryVisit() {
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> TimeRange.of(Grain.HOUR, 0, 0, 10))
        .withMessageContaining("to is before every visit");
  }

  @Test
  void range_isRefusedWithTheEarliestStart_whenItHasTooManyBuckets() {
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> TimeRange.of(Grain.HOUR, 0, 11 * HOUR, 10))
        .satisfies(
            invalid ->
                assertThat(invalid.problem().detail())
                    .contains("11 buckets of one hour")
                    .contains("1970-01-01T01:00:00.000Z or later"));
  }
}

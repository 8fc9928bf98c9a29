package dev.visitortracker.api.query.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.visitortracker.api.problem.ProblemException;
import org.junit.jupiter.api.Test;

class TimeRangeTest {
  private static final long HOUR = 3_600_000;

  @Test
  void range_holdsTheBucketsThatItTouches() {
    assertThat(TimeRange.of(Grain.HOUR, HOUR + 1, 2 * HOUR + 1, 10))
        .isEqualTo(new TimeRange(Grain.HOUR, HOUR, 3 * HOUR));
    assertThat(TimeRange.of(Grain.HOUR, HOUR, 2 * HOUR, 1).buckets()).isEqualTo(1);
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

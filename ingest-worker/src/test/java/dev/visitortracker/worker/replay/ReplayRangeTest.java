package dev.visitortracker.worker.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplayRangeTest {
  private static final Instant NEW_YEAR = Instant.parse("2026-01-01T00:00:00Z");

  @Test
  void name_isTheSame_whenTheRangeIsTheSame() {
    assertThat(new ReplayRange.Times(NEW_YEAR, null).name()).isEqualTo("2026-01-01T00:00:00Z..end");
    assertThat(new ReplayRange.Offsets(OffsetBound.parse("3=7,0=5"), null).name())
        .isEqualTo(new ReplayRange.Offsets(OffsetBound.parse("0=5,3=7"), null).name())
        .isEqualTo("offsets 0=5,3=7..end");
  }

  @Test
  void name_tellsRangesApart_whenTheyDiffer() {
    assertThat(new ReplayRange.Times(null, null).name())
        .isNotEqualTo(new ReplayRange.Times(NEW_YEAR, null).name())
        .isNotEqualTo(new ReplayRange.Offsets(null, null).name());
  }

  @Test
  void range_isRefused_whenItsEndIsNotAfterItsStart() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ReplayRange.Times(NEW_YEAR, NEW_YEAR));
  }

  @Test
  void bound_isForAllPartitions_whenItIsOneNumber() {
    assertThat(OffsetBound.parse("12").of(5)).isEqualTo(12);
  }

  @Test
  void bound_leavesPartitionsOut_whenItNamesSome() {
    OffsetBound bound = OffsetBound.parse("0=5,3=7");

    assertThat(bound.of(3)).isEqualTo(7);
    assertThat(bound.of(1)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "-1", "0=", "=5", "0=5,", "0=5;1=6", "0=5,0=6", "9223372036854775808"})
  void bound_isRefused_whenItIsNoOffset(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> OffsetBound.parse(text));
  }
}

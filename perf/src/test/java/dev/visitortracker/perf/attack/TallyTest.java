package dev.visitortracker.perf.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class TallyTest {
  private static final int PER_GENERATOR = 1_000;

  @Test
  void plus_mergesHistograms_ratherThanPercentiles() {
    // Given one generator that saw quick answers and one that saw slow ones
    Tally quick = Tallies.of(LongStream.generate(() -> 1).limit(PER_GENERATOR).toArray());
    Tally slow = Tallies.of(LongStream.generate(() -> 1_000).limit(PER_GENERATOR).toArray());

    Tally both = quick.plus(slow);

    // Then half of all answers came within 1 ms, where the mean of the medians is 500
    assertThat(both.latencies().getValueAtPercentile(50)).isEqualTo(1_000);
    assertThat(both.latencies().getValueAtPercentile(50.1)).isBetween(999_000L, 1_001_000L);
    assertThat(both.sent()).isEqualTo(2 * PER_GENERATOR);
    assertThat(both.latencies().getTotalCount()).isEqualTo(2 * PER_GENERATOR);
  }

  @Test
  void plus_addsEveryCount() {
    Tally one = Tallies.failed(Map.of("503", 2L), Map.of("timeout", 1L)).plus(Tallies.lost(3, 5));

    assertThat(one.unexpected()).containsExactly(Map.entry("503", 2L));
    assertThat(one.errors()).containsExactly(Map.entry("timeout", 1L));
    assertThat(one.late()).isEqualTo(3);
    assertThat(one.dropped()).isEqualTo(5);
    assertThat(one.planned()).isEqualTo(13);
    assertThat(one.errorShare()).isEqualTo(3 / 8.0);
    assertThat(one.errorText()).isEqualTo("2 × 503, 1 × timeout");
  }

  @Test
  void json_isReadBackTheSame() {
    Tally tally = Tallies.failed(Map.of("503", 2L), Map.of()).plus(Tallies.of(7, 900));

    assertThat(Tally.parse(tally.json())).isEqualTo(tally);
  }
}

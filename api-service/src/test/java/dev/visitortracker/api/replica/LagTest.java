package dev.visitortracker.api.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visitortracker.api.token.Position;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LagTest {
  private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");

  private final Lag lag = new Lag();

  @Test
  void lag_isZero_whileNobodyHasMore() {
    assertThat(after(0, shows(100), 100)).isZero();
    assertThat(after(3_600, shows(100), 100)).isZero();
  }

  @Test
  void lag_growsFromTheFirstThingThatIsMissing_howeverLongNothingWasWritten() {
    assertThat(after(0, shows(100), 100)).isZero();
    assertThat(after(3_600, shows(100), 100)).isZero();

    assertThat(after(3_601, shows(100), 110)).isEqualTo(Duration.ofSeconds(1));
    assertThat(after(3_605, shows(100), 500)).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void lag_isHowLongThingsTake_whileTheNodeFollows() {
    assertThat(after(0, shows(0), 0)).isZero();
    for (int second = 1; second < 40; second++) {
      Duration seen = after(second, shows(Math.max(0, second - 10)), second);

      assertThat(seen).isBetween(Duration.ofSeconds(Math.min(second, 9)), Duration.ofSeconds(20));
    }
  }

  @Test
  void lag_isZeroAgain_whenEverythingIsThere() {
    after(0, shows(100), 100);
    after(1, shows(100), 200);

    assertThat(after(9, shows(200), 200)).isZero();
  }

  @Test
  void lag_countsFromTheNewestBatch_whenTheNodeIsSeenForTheFirstTime() {
    assertThat(after(60, new ProbeResult(100, 100, 0, true, START, Position.START), 200))
        .isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void lag_isNotNegative_whenTheClockOfThePrimaryIsAhead() {
    assertThat(after(-60, new ProbeResult(100, 100, 0, true, START, Position.START), 200)).isZero();
  }

  private Duration after(int seconds, ProbeResult seen, long existing) {
    return lag.of(seen, existing, START.plusSeconds(seconds));
  }

  private static ProbeResult shows(long place) {
    return new ProbeResult(place, place, 0, true, null, Position.START);
  }
}

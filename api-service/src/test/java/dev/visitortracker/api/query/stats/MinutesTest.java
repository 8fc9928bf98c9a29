package dev.visitortracker.api.query.stats;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class MinutesTest {
  private static final long MINUTE = 1_431_857_100;
  private static final Minutes MINUTES =
      new Minutes(
          Map.of(
              MINUTE,
              new Counts(10, 1, 0),
              MINUTE - 60,
              new Counts(40, 4, 8),
              MINUTE - 300,
              new Counts(100, 0, 0)));

  @Test
  void window_holdsAPartOfTheMinuteThatItBeginsIn() {
    assertThat(MINUTES.last(1, MINUTE * 1_000 + 15_000)).isEqualTo(new Counts(40, 4, 6));
    assertThat(MINUTES.last(1, MINUTE * 1_000)).isEqualTo(new Counts(50, 5, 8));
    assertThat(MINUTES.last(5, MINUTE * 1_000 + 30_000)).isEqualTo(new Counts(100, 5, 8));
  }

  @Test
  void shares_areRoundedToFourDecimals() {
    assertThat(new Counts(3, 1, 0).errorShare()).isEqualTo("0.3333");
    assertThat(new Counts(120, 0, 0).perSecond(60)).isEqualTo("2");
    assertThat(Counts.NONE.errorShare()).isEqualTo("0");
  }
}

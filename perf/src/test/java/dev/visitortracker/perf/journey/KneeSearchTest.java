package dev.visitortracker.perf.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KneeSearchTest {
  private final List<Double> tried = new ArrayList<>();

  @Test
  void knee_isFoundFromBelow_withinSixPercent() {
    double knee = searchFor(7_350).find(1_000, 100_000);

    assertThat(knee).isBetween(7_350 * 0.94, 7_350.0);
    assertThat(tried).hasSizeLessThan(15);
  }

  @Test
  void rate_counts_whenItIsHeldAtTheSecondTry() {
    KneeSearch search =
        new KneeSearch(
            rate -> {
              boolean isFirstTry = tried.isEmpty() || tried.getLast() != rate;
              tried.add(rate);
              return isFirstTry || rate > 7_350 ? Optional.of("a vacuum") : Optional.empty();
            });

    assertThat(search.find(1_000, 100_000)).isBetween(7_350 * 0.94, 7_350.0);
  }

  @Test
  void search_stopsAtTheMost_whenEverythingIsHeld() {
    double knee = searchFor(Double.MAX_VALUE).find(1_000, 5_000);

    assertThat(knee).isLessThanOrEqualTo(5_100);
  }

  @Test
  void knee_isFoundFromAbove_whenTheFirstRateIsTooMuch() {
    double knee = searchFor(300).find(1_000, 100_000);

    assertThat(knee).isBetween(275.0, 300.0);
    assertThat(tried).hasSizeLessThan(13);
  }

  @Test
  void search_saysWhy_whenNothingIsHeld() {
    assertThatThrownBy(() -> searchFor(10).find(1_000, 5_000))
        .hasMessageContaining("16 a second are not held: too much");
  }

  private KneeSearch searchFor(double knee) {
    return new KneeSearch(
        rate -> {
          tried.add(rate);
          return rate <= knee ? Optional.empty() : Optional.of("too much");
        });
  }
}

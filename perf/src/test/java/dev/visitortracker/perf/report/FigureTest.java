package dev.visitortracker.perf.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FigureTest {
  @Test
  void figure_isTheMedianWithItsSpread() {
    Figure figure = Figure.of("rate", "req/s", List.of(110.0, 90.0, 100.0, 101.0));

    assertThat(figure.value()).isEqualTo(100.5);
    assertThat(figure.spread()).isEqualTo(20 / 100.5);
    assertThat(figure.atMost(100).met()).isFalse();
    assertThat(figure.atLeast(100).met()).isTrue();
  }
}

package dev.visitortracker.perf.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ArrivalsTest {
  private static final long SECOND = 1_000_000_000;

  @Test
  void requests_areDueAtEvenDistances() {
    var arrivals = new Arrivals(100, Duration.ofSeconds(2));

    assertThat(arrivals.count()).isEqualTo(200);
    assertThat(arrivals.dueNanos(0)).isZero();
    assertThat(arrivals.dueNanos(1)).isEqualTo(SECOND / 100);
    assertThat(arrivals.dueNanos(199)).isEqualTo(199 * SECOND / 100);
  }

  @Test
  void arrivals_areRefused_whenNothingWouldEverBeSent() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Arrivals(0, Duration.ofSeconds(2)))
        .withMessageContaining("a rate and a length");
    assertThatIllegalArgumentException().isThrownBy(() -> new Arrivals(1, Duration.ZERO));
  }
}

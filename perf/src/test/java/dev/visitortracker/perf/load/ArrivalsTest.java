package dev.visitortracker.perf.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ArrivalsTest {
  private static final long SECOND = 1_000_000_000;

  @Test
  void requests_areDueAtEvenDistances_whenTheRateIsConstant() {
    Arrivals arrivals = Arrivals.constant(100, Duration.ofSeconds(2));

    assertThat(arrivals.count()).isEqualTo(200);
    assertThat(arrivals.dueNanos(0)).isZero();
    assertThat(arrivals.dueNanos(1)).isEqualTo(SECOND / 100);
    assertThat(arrivals.dueNanos(199)).isEqualTo(199 * SECOND / 100);
  }

  @Test
  void rate_changesEvenly_whenItIsARamp() {
    Arrivals arrivals = Arrivals.ramp(0, 1000, Duration.ofSeconds(10));

    long inTheFirstHalf =
        LongStream.range(0, arrivals.count())
            .filter(number -> arrivals.dueNanos(number) < 5 * SECOND)
            .count();

    assertThat(arrivals.count()).isEqualTo(5000);
    assertThat(inTheFirstHalf).isBetween(1249L, 1251L);
    assertThat(arrivals.dueNanos(4999)).isLessThanOrEqualTo(10 * SECOND);
  }

  @Test
  void stages_followEachOther() {
    Arrivals arrivals =
        Arrivals.ramp(100, 0, Duration.ofSeconds(2))
            .then(Arrivals.constant(10, Duration.ofSeconds(1)));

    assertThat(arrivals.length()).isEqualTo(Duration.ofSeconds(3));
    assertThat(arrivals.count()).isEqualTo(110);
    assertThat(LongStream.range(0, 110).mapToObj(arrivals::dueNanos)).isSorted();
    assertThat(arrivals.dueNanos(100)).isEqualTo(2 * SECOND);
  }
}

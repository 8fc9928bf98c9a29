package dev.visitortracker.worker.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RateLimitTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  @Test
  void rate_holdsOnAverage_whenBatchesComeAtOnce() {
    RateLimit limit = new RateLimit(1000);

    assertThat(limit.reserve(500, 0)).isZero();
    assertThat(limit.reserve(1000, 0)).isEqualTo(Duration.ofMillis(500));
    assertThat(limit.reserve(1, 0)).isEqualTo(Duration.ofMillis(1500));
  }

  @Test
  void rate_givesNoCredit_whenTimePassedIdle() {
    RateLimit limit = new RateLimit(1000);
    limit.reserve(1000, 0);

    assertThat(limit.reserve(1000, 60 * SECOND)).isZero();
    assertThat(limit.reserve(1000, 60 * SECOND)).isEqualTo(Duration.ofSeconds(1));
  }
}

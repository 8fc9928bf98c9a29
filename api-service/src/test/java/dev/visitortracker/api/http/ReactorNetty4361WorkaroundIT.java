package dev.visitortracker.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visitortracker.api.testing.RunningApi;
import org.junit.jupiter.api.Test;

class ReactorNetty4361WorkaroundIT {
  /**
   * Without {@code ReactorNetty4361Workaround} a kept connection falls silent within a few hundred
   * such pairs.
   */
  @Test
  void connection_isReadOn_whenAnImmediateAnswerFollowsALateOne() {
    RunningApi.awaitAnswer("/health/ready", ready -> ready.status() == 200);

    for (int i = 0; i < 1_000; i++) {
      assertThat(RunningApi.get("/stats").status()).isEqualTo(200);
      assertThat(RunningApi.get("/health").status()).isEqualTo(200);
    }
  }
}

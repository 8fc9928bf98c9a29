package dev.visitortracker.perf.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectivesTest {
  @Test
  void objectives_areRead() {
    Objectives objectives = Objectives.parse("p99=50ms,visible=1s");

    assertThat(objectives)
        .isEqualTo(new Objectives(Duration.ofMillis(50), Duration.ofSeconds(1)))
        .hasToString("p99=50ms,visible=1000ms");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "p99=50ms",
        "visible=1s",
        "visible=1s,p99=50ms",
        "p99=50,visible=1s",
        "p95=1s,visible=1s",
        "p99=0ms,visible=1s"
      })
  void objectives_areRefused_whenOneIsMissingOrNotUnderstood(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Objectives.parse(text));
  }
}

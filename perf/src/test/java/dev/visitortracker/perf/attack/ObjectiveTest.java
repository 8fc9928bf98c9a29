package dev.visitortracker.perf.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ObjectiveTest {
  private static final Objective OBJECTIVE = new Objective(20, 100, 0.25, 0, 0);

  @Test
  void missedBy_saysNothing_whenAllIsHeld() {
    assertThat(missed(Tallies.of(1, 2, 3))).isEmpty();
    assertThat(missed(Tallies.failed(Map.of("503", 1L), Map.of()))).isEmpty();
  }

  @Test
  void missedBy_namesThePercentile_whenAnswersAreSlow() {
    assertThat(missed(Tallies.of(21, 22, 23))).containsExactly("p50 22.0 ms, at most 20.0 ms");
    assertThat(missed(Tallies.of(1, 2, 150))).containsExactly("p99 150.0 ms, at most 100.0 ms");
  }

  @Test
  void missedBy_countsWrongStatusAndNoAnswerAlike() {
    assertThat(missed(Tallies.failed(Map.of("503", 1L), Map.of("timeout", 1L))))
        .containsExactly("error share 0.50000, at most 0.25: 1 × 503, 1 × timeout");
  }

  @Test
  void missedBy_namesWhatWasLateOrDropped() {
    assertThat(missed(Tallies.lost(1, 0))).containsExactly("1 requests late, at most 0");
    assertThat(missed(Tallies.lost(0, 2))).containsExactly("2 requests dropped, at most 0");
  }

  @Test
  void missedBy_saysSo_whenNothingWasSent() {
    assertThat(missed(Tallies.of())).containsExactly("nothing was sent");
  }

  @Test
  void missedBy_judgesTheRateOnly_whenTheLoopIsClosed() {
    assertThat(OBJECTIVE.missedBy(Tallies.of(500, 500), false, 1)).isEmpty();
    assertThat(OBJECTIVE.missedBy(Tallies.lost(0, 4), false, 2))
        .containsExactly("2 requests/s reached, at least 4");
  }

  @Test
  void objective_isRefused_whenItCannotBeMeant() {
    assertThatThrownBy(() -> new Objective(20, 10, 0, 0, 0)).hasMessageContaining("p99_millis");
    assertThatThrownBy(() -> new Objective(20, 100, 1.1, 0, 0)).hasMessageContaining("max_error");
    assertThatThrownBy(() -> new Objective(20, 100, 0, -1, 0)).hasMessageContaining("max_dropped");
  }

  private static List<String> missed(Tally tally) {
    return OBJECTIVE.missedBy(tally, true, 1);
  }
}

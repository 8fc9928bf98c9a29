package dev.visitortracker.perf.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class ReportTest {
  private static final Tally GOOD = Tallies.of(1, 2, 3);
  private static final Tally SLOW = Tallies.of(500, 500, 500);
  private static final Plan TWO_STEPS = Plans.of(Plans.step(3, 3, 1), Plans.step(6, 6, 1));

  @Test
  void met_isTrue_whenEveryStepHeld() {
    assertThat(report(TWO_STEPS, Map.of(0, GOOD, 1, GOOD), List.of()).met()).isTrue();
  }

  @Test
  void met_isFalse_whenAStepMissedOrIsMissing() {
    assertThat(report(TWO_STEPS, Map.of(0, GOOD, 1, SLOW), List.of()).met()).isFalse();
    assertThat(report(TWO_STEPS, Map.of(0, GOOD), List.of()).met()).isFalse();
  }

  @Test
  void met_isFalse_whenTheLedgerDoesNotAddUp() {
    assertThat(report(TWO_STEPS, Map.of(0, GOOD, 1, GOOD), List.of("1 visit lost")).met())
        .isFalse();
  }

  @Test
  void breakingPoint_isTheLastStepThatHeld_whenTheLoadClimbs() {
    Plan climb = Plans.climbing(TWO_STEPS.steps());

    Report report = report(climb, Map.of(0, GOOD, 1, SLOW), List.of());

    assertThat(report.breakingPoint()).isEqualTo(3);
    assertThat(report.met()).isTrue();
    assertThat(report(climb, Map.of(0, SLOW), List.of()).met()).isFalse();
  }

  private static Report report(Plan plan, Map<Integer, Tally> tallies, List<String> ledger) {
    return Report.of(new Vegeta(false), plan, new TreeMap<>(tallies), ledger);
  }
}

package dev.visitortracker.perf.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visitortracker.perf.attack.ObjectivesFile.Scenario;
import dev.visitortracker.perf.attack.ObjectivesFile.Shape;
import dev.visitortracker.perf.attack.ObjectivesFile.ShapeStep;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class PlanTest {
  private static final Objective LENIENT = new Objective(250, 2000, 0.05, 0, 0);
  private static final Shape SPIKE =
      new Shape(
          40,
          List.of(new ShapeStep(1, null, 3, null), new ShapeStep(1, 5.0, 1, LENIENT)),
          Plans.OBJECTIVE,
          null);

  @Test
  void steps_scaleLoadAndTime() {
    List<Plan.Step> steps = Plan.steps(SPIKE, scenario(null), 100, 80);

    assertThat(steps)
        .containsExactly(
            new Plan.Step("1-x1", 100, 100, 60, Plans.OBJECTIVE),
            new Plan.Step("2-x5", 100, 500, 20, LENIENT));
    assertThat(steps.getLast().planned()).isEqualTo(6_000);
  }

  @Test
  void steps_areWholeSeconds_andAddUp() {
    List<Plan.Step> steps = Plan.steps(SPIKE, scenario(null), 100, 30);

    assertThat(steps).extracting(Plan.Step::seconds).containsExactly(23.0, 7.0);
  }

  @Test
  void steps_takeTheScenariosObjective_whenItHasOne() {
    Objective own = new Objective(1, 2, 0, 0, 0);

    assertThat(Plan.steps(SPIKE, scenario(own), 100, 80))
        .allSatisfy(step -> assertThat(step.objective()).isEqualTo(own));
  }

  @Test
  void stairs_sendAsMuchAsTheRamp() {
    Plan.Step ramp = Plans.step(100, 500, 20);

    assertThat(ramp.stairs()).hasSize(4);
    assertThat(ramp.stairs().stream().mapToLong(Plan.Step::planned).sum())
        .isEqualTo(ramp.planned());
    assertThat(Plans.step(100, 100, 20).stairs()).hasSize(1);
  }

  @Test
  void phases_followEachOther_whenTheToolHasNoShapes() {
    Plan plan = Plans.of(Plans.step(100, 100, 10), Plans.step(100, 500, 20));

    List<Tool.Phase> phases = new Vegeta(false).phases(plan);

    assertThat(phases).extracting(Tool.Phase::step).containsExactly(0, 1, 1, 1, 1);
    assertThat(phases)
        .extracting(Tool.Phase::offset)
        .startsWith(Duration.ZERO, Duration.ofSeconds(11), Duration.ofSeconds(17));
  }

  @Test
  void share_dividesTheRate_andBeginsElsewhere() {
    Plan second = Plans.of(Plans.step(100, 200, 10)).share(1, 4, 1_000, Instant.EPOCH);

    assertThat(second.steps()).containsExactly(Plans.step(25, 50, 10));
    assertThat(second.offset()).isEqualTo(250);
    assertThat(second.directory()).endsWith("generator-2");
  }

  private static Scenario scenario(@Nullable Objective objective) {
    return new Scenario(Map.of("one", 1), 100, 10, Set.of(202), null, objective);
  }
}

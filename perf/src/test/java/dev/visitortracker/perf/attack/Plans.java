package dev.visitortracker.perf.attack;

import java.util.List;
import java.util.Set;

/** Plans for tests. */
final class Plans {
  static final Objective OBJECTIVE = new Objective(20, 100, 0, 0, 0);

  private Plans() {}

  static Plan of(Plan.Step... steps) {
    return of(List.of(steps), false);
  }

  static Plan climbing(List<Plan.Step> steps) {
    return of(steps, true);
  }

  private static Plan of(List<Plan.Step> steps, boolean climbs) {
    return new Plan(
        "vegeta",
        "baseline",
        "single",
        "http://127.0.0.1:8080",
        "attack-1",
        "/results/targets.json",
        "/results",
        0,
        1,
        0,
        0,
        10_000,
        250,
        0,
        climbs,
        Set.of(202),
        OBJECTIVE,
        steps);
  }

  static Plan.Step step(double rate, double endRate, double seconds) {
    return new Plan.Step("1-x1", rate, endRate, seconds, OBJECTIVE);
  }
}

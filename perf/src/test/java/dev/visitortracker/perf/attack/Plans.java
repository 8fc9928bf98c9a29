package dev.visitortracker.perf.attack;

import java.util.List;
import java.util.Set;

/** Plans for tests. */
final class Plans {
  static final Objective OBJECTIVE = new Objective(20, 100, 0, 0, 0);

  private Plans() {}

  static Plan of(Plan.Step... steps) {
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
        false,
        Set.of(202),
        OBJECTIVE,
        List.of(steps));
  }

  static Plan.Step step(double rate, double endRate, double seconds) {
    return new Plan.Step("1-x1", rate, endRate, seconds, OBJECTIVE);
  }
}

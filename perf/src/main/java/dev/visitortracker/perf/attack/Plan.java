package dev.visitortracker.perf.attack;

import dev.visitortracker.perf.attack.ObjectivesFile.Scenario;
import dev.visitortracker.perf.attack.ObjectivesFile.Shape;
import dev.visitortracker.perf.attack.ObjectivesFile.ShapeStep;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What one generator does, as the tools read it from {@code plan.json}.
 *
 * @param targets the file with the requests, as vegeta's JSON targets
 * @param directory where the generator's results go
 * @param offset the request to begin with, so that generators do not send the same ones at once
 * @param climbs whether the load grows until the objective is missed
 * @param startAtMillis when all generators start, since the epoch
 * @param objective of the first step: what the tools' own checks hold
 */
record Plan(
    String tool,
    String shape,
    String scenario,
    String target,
    String site,
    String targets,
    String directory,
    int generator,
    int generators,
    int offset,
    long startAtMillis,
    int timeoutMillis,
    int lateAfterMillis,
    int slowBodies,
    boolean climbs,
    Set<Integer> expect,
    Objective objective,
    List<Step> steps) {
  static final String FILE = "plan.json";

  /**
   * @param rate requests a second of this generator at the step's begin
   * @param endRate and at its end
   */
  record Step(String name, double rate, double endRate, double seconds, Objective objective) {
    private static final int STAIRS = 4;

    /** How many requests are due in it. */
    long planned() {
      return Math.round((rate + endRate) / 2 * seconds);
    }

    private Step share(int count) {
      return new Step(name, rate / count, endRate / count, seconds, objective);
    }

    /** The same in constant rates, for tools that know no other. */
    List<Step> stairs() {
      if (rate == endRate) {
        return List.of(this);
      }
      List<Step> stairs = new ArrayList<>();
      for (int i = 0; i < STAIRS; i++) {
        double constant = rate + (endRate - rate) * (i + 0.5) / STAIRS;
        stairs.add(new Step(name, constant, constant, seconds / STAIRS, objective));
      }
      return stairs;
    }
  }

  /** The steps of a shape, of whole seconds each, since Gatling and wrk know no others. */
  static List<Step> steps(Shape shape, Scenario scenario, double rate, double seconds) {
    double shares = shape.steps().stream().mapToDouble(ShapeStep::share).sum();
    List<Step> steps = new ArrayList<>();
    double share = 0;
    long before = 0;
    for (ShapeStep step : shape.steps()) {
      double endLoad = step.endLoad() == null ? step.load() : step.endLoad();
      share += step.share();
      long end = Math.round(seconds * share / shares);
      steps.add(
          new Step(
              "%d-x%s".formatted(steps.size() + 1, number(endLoad)),
              step.load() * rate,
              endLoad * rate,
              end - before,
              objective(shape, scenario, step)));
      before = end;
    }
    return steps;
  }

  /** What one of several generators does of it. */
  Plan share(int number, int count, int distinct, Instant startAt) {
    return new Plan(
        tool,
        shape,
        scenario,
        target,
        site,
        targets,
        Path.of(directory).resolve("generator-" + (number + 1)).toString(),
        number,
        count,
        (int) ((long) distinct * number / count),
        startAt.toEpochMilli(),
        timeoutMillis,
        lateAfterMillis,
        Math.ceilDiv(slowBodies, count),
        climbs,
        expect,
        objective,
        steps.stream().map(step -> step.share(count)).toList());
  }

  TargetFiles targetFiles() {
    return new TargetFiles(Path.of(targets).resolveSibling(""));
  }

  /** Whether both are parts of the same attack. */
  boolean isSameAs(Plan other) {
    return tool.equals(other.tool)
        && shape.equals(other.shape)
        && scenario.equals(other.scenario)
        && site.equals(other.site)
        && steps.equals(other.steps);
  }

  double seconds() {
    return steps.stream().mapToDouble(Step::seconds).sum();
  }

  private static Objective objective(Shape shape, Scenario scenario, ShapeStep step) {
    if (scenario.objective() != null) {
      return scenario.objective();
    }
    return step.objective() != null ? step.objective() : shape.objective();
  }

  private static String number(double load) {
    return load == Math.rint(load) ? "%.0f".formatted(load) : String.valueOf(load);
  }
}

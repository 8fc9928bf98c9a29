package dev.visitortracker.perf.attack;

import dev.visitortracker.perf.attack.Plan.Step;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/** A load generator that other people have written, and how it is made to do a plan. */
sealed interface Tool permits Gatling, K6, Locust, Vegeta, Wrk {
  String name();

  /** What must be on the {@code PATH}. */
  String program();

  String howToGet();

  /** What its latencies are measured from, in a sentence for the report. */
  String latencies();

  /** Whether it sends at a given rate, whatever the service answers. */
  default boolean isOpen() {
    return true;
  }

  /** The shortest step that it can measure. */
  default Duration minStep() {
    return Duration.ofSeconds(1);
  }

  /** How long its processes take before they can send. */
  default Duration headStart() {
    return Duration.ofSeconds(1);
  }

  /** Whether its processes are started ahead and wait for the moment when all begin. */
  default boolean waitsItself() {
    return false;
  }

  /** What runs one after the other: a whole plan, or where the tool has no shapes each rate. */
  List<Phase> phases(Plan plan);

  /** The processes of one phase, for all generators of this machine. */
  List<Launch> launches(List<Plan> generators, Phase phase);

  /** What the phase's processes of one generator have left, by step. */
  SortedMap<Integer, Tally> tallies(Plan generator, Phase phase) throws IOException;

  /** What makes pictures of the results, if the tool can. */
  default List<Launch> afterwards(List<Plan> generators, Path directory) {
    return List.of();
  }

  /**
   * A part of a plan that one start of the processes does.
   *
   * @param number of the phase, from 0
   * @param step of the plan that it belongs to; the first one where it is all of them
   * @param rate requests a second, where it is constant
   * @param offset of its start in the plan
   */
  record Phase(int number, int step, double rate, Duration offset, Duration length) {}

  /**
   * A process.
   *
   * @param variables added to its environment
   * @param output where its output goes
   */
  record Launch(
      List<String> command, Map<String, String> variables, Path output, boolean mayFail) {}

  /** One phase for all steps. */
  static List<Phase> whole(Plan plan) {
    return List.of(new Phase(0, 0, 0, Duration.ZERO, seconds(plan.seconds())));
  }

  /** A phase for each constant rate. */
  static List<Phase> stairs(Plan plan, Duration pause) {
    var phases = new ArrayList<Phase>();
    Duration offset = Duration.ZERO;
    for (int i = 0; i < plan.steps().size(); i++) {
      for (Step stair : plan.steps().get(i).stairs()) {
        Duration length = seconds(stair.seconds());
        phases.add(new Phase(phases.size(), i, stair.rate(), offset, length));
        offset = offset.plus(length).plus(pause);
      }
    }
    return phases;
  }

  static Duration seconds(double seconds) {
    return Duration.ofMillis(Math.round(seconds * 1000));
  }
}

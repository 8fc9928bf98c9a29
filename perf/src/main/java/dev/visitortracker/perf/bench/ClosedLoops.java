package dev.visitortracker.perf.bench;

import dev.visitortracker.perf.load.LoadResult;
import dev.visitortracker.perf.load.Requests;
import dev.visitortracker.perf.peer.Server;

/**
 * Closed loops of requests that take turns. Each gives three figures: its rate, p99 of an answer,
 * and the CPU that a request costs all processes behind its server. The last one depends less than
 * the rate on who else uses the cores.
 */
final class ClosedLoops {
  private static final String CPU = ": CPU of all parts";
  private static final double MICROS = 1e6;

  private final Laboratory laboratory;
  private final Rounds rounds;

  ClosedLoops(Laboratory laboratory) {
    this.laboratory = laboratory;
    this.rounds = new Rounds(laboratory.effort());
  }

  /** The name of the figure that says what a request of a loop costs. */
  static String cpuOf(String name) {
    return name + CPU;
  }

  /** For what is measured in turn with the loops and is none. */
  Rounds rounds() {
    return rounds;
  }

  ClosedLoops add(String name, Server server, Requests requests, String unit) {
    return add(name, server, requests, 1, unit);
  }

  /**
   * @param events how many of the unit one request stands for
   */
  ClosedLoops add(String name, Server server, Requests requests, int events, String unit) {
    rounds.add(
        name,
        unit,
        length -> {
          double before = server.cpuSeconds().getAsDouble();
          LoadResult result = laboratory.closedLoop(name, server.url(), requests, length);
          double used = server.cpuSeconds().getAsDouble() - before;
          rounds.also(name + ": p99", "ms", result.millis(99));
          rounds.also(
              cpuOf(name), "µs/request", used * MICROS / Math.max(1, result.outcomes().answered()));
          return result.rate() * events;
        });
    return this;
  }

  Figures run() throws Exception {
    return rounds.run();
  }
}

package dev.visitortracker.perf.bench;

import java.io.PrintStream;

/** Tells the terminal what was measured and how long the rest will take. */
final class Progress {
  private final PrintStream terminal;
  private final int steps;
  private final long start = System.nanoTime();
  private int finished;

  Progress(PrintStream terminal, int steps) {
    this.terminal = terminal;
    this.steps = steps;
  }

  void done(String step, double value, String unit) {
    finished++;
    double elapsed = (System.nanoTime() - start) / 1e9;
    double left = elapsed / finished * Math.max(0, steps - finished);
    terminal.printf(
        "%4d/%d  %-44s %,12.1f %-8s  %.0f s left%n", finished, steps, step, value, unit, left);
  }
}

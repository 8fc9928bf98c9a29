package dev.visitortracker.perf.certify;

import java.io.PrintStream;

/** Tells whoever waits how far it is. */
final class Terminal {
  private final PrintStream out;

  Terminal(PrintStream out) {
    this.out = out;
  }

  void say(String line) {
    out.println(line);
  }

  void progress(String what, double secondsLeft) {
    out.printf("  %s, %.0f s left%n", what, Math.max(0, secondsLeft));
  }
}

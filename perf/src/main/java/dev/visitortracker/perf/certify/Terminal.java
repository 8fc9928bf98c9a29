package dev.visitortracker.perf.certify;

import dev.visitortracker.perf.load.Second;
import java.io.PrintStream;
import java.time.Duration;

/** Tells whoever waits how far it is. */
final class Terminal {
  private final PrintStream out;

  Terminal(PrintStream out) {
    this.out = out;
  }

  void say(String line) {
    out.println(line);
  }

  /** One second of a load that is as long as this. */
  void progress(String what, Second second, Duration length) {
    progress("%s, %,.0f/s".formatted(what, second.rate()), length.toSeconds() - second.at());
  }

  void progress(String what, double secondsLeft) {
    out.printf("  %s, %.0f s left%n", what, Math.max(0, secondsLeft));
  }
}

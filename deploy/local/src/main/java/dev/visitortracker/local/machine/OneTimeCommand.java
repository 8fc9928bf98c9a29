package dev.visitortracker.local.machine;

import java.time.Duration;
import java.util.List;

/**
 * A program that runs to its end: it has done its work, or the whole start fails with its last
 * words.
 */
public record OneTimeCommand(String name, List<String> command, DataDirectory data) {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  public void run() {
    Child child = Child.launch(name, command, Signal.TERM, data);
    try {
      if (!child.awaitExit(LIMIT)) {
        throw failure("is not done after " + LIMIT.toSeconds() + " s");
      }
      int code = child.onExit().join();
      if (code != 0) {
        throw failure("failed with code " + code);
      }
    } finally {
      if (child.isAlive()) {
        child.kill();
      }
    }
  }

  private StackException failure(String what) {
    return new StackException(
        "%s %s; its log %s ends with:\n  %s"
            .formatted(name, what, data.log(name), Child.tail(data.log(name))));
  }
}

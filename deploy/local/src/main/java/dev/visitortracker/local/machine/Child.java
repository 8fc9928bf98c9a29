package dev.visitortracker.local.machine;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * One process of the stack: its output goes to a log file, and a file in the run directory tells
 * that it is ours.
 */
public final class Child {
  private static final int TAIL_LINES = 8;
  private static final Duration KILL_LIMIT = Duration.ofSeconds(10);

  private final Process process;
  private final Signal stopSignal;
  private final Path pidFile;

  private Child(Process process, Signal stopSignal, Path pidFile) {
    this.process = process;
    this.stopSignal = stopSignal;
    this.pidFile = pidFile;
  }

  public static Child launch(
      String name, List<String> command, Signal stopSignal, DataDirectory data) {
    try {
      // Its own session: Ctrl-C in the terminal must reach the stack only, which then stops its
      // parts in order.
      // setsid becomes the command, so that the process id is the real one.
      var own = new ArrayList<>(List.of("setsid"));
      own.addAll(command);
      var log = ProcessBuilder.Redirect.appendTo(data.log(name).toFile());
      Process process =
          new ProcessBuilder(own)
              .directory(data.root().toFile())
              .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
              .redirectErrorStream(true)
              .redirectOutput(log)
              .start();
      var child = new Child(process, stopSignal, Leftover.file(data.run(), name));
      child.remember();
      return child;
    } catch (IOException e) {
      throw new StackException("cannot start " + name + ": " + e.getMessage(), e);
    }
  }

  /** The last lines of a part's log, for the message of an error. */
  public static String tail(Path log) {
    try {
      List<String> lines = Files.exists(log) ? Files.readAllLines(log) : List.of();
      return String.join(
          "\n  ", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
    } catch (IOException e) {
      return "(unreadable: " + e.getMessage() + ")";
    }
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  public CompletableFuture<Integer> onExit() {
    return process.onExit().thenApply(Process::exitValue);
  }

  public ProcessTree tree() {
    return new ProcessTree(pid());
  }

  /** Returns whether it ended by itself within the limit; else it was killed. */
  public boolean stop(Duration limit) {
    tree().resume();
    stopSignal.send(pid());
    if (awaitExit(limit)) {
      return true;
    }
    kill();
    return false;
  }

  public void kill() {
    tree().kill();
    awaitExit(KILL_LIMIT);
  }

  boolean awaitExit(Duration limit) {
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        return false;
      }
      Files.deleteIfExists(pidFile);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StackException("interrupted", e);
    } catch (IOException e) {
      throw new StackException("cannot delete " + pidFile, e);
    }
  }

  private void remember() throws IOException {
    var identity = ProcessIdentity.of(pid());
    if (identity.isPresent()) {
      new Leftover(identity.get(), stopSignal).write(pidFile);
    }
  }
}

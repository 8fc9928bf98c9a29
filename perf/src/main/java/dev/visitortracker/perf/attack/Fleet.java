package dev.visitortracker.perf.attack;

import dev.visitortracker.perf.attack.Tool.Launch;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** The processes of a phase, started together. None outlives this program or its time. */
final class Fleet {
  private static final int LAST_LINES = 12;

  private final List<Process> running = new CopyOnWriteArrayList<>();

  Fleet() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::end, "end-generators"));
  }

  /**
   * Blocks until all have ended.
   *
   * @throws ToolFailure where one does not start, ends with an error or not in time
   */
  void run(List<Launch> launches, Instant startAt, Duration atMost) throws InterruptedException {
    // A duration below zero does not sleep.
    Thread.sleep(Duration.between(Instant.now(), startAt));
    List<Process> processes = new ArrayList<>();
    try {
      for (Launch launch : launches) {
        processes.add(start(launch));
      }
      Instant deadline = Instant.now().plus(atMost);
      for (int i = 0; i < processes.size(); i++) {
        await(processes.get(i), launches.get(i), deadline);
      }
    } finally {
      end();
    }
  }

  private Process start(Launch launch) {
    try {
      File output = launch.output().toFile();
      ProcessBuilder builder =
          new ProcessBuilder(launch.command())
              .redirectErrorStream(true)
              .redirectOutput(Redirect.appendTo(output));
      builder.environment().putAll(launch.variables());
      Process process = builder.start();
      running.add(process);
      return process;
    } catch (IOException e) {
      throw new ToolFailure(launch.command().getFirst() + " does not start: " + e.getMessage(), e);
    }
  }

  private static void await(Process process, Launch launch, Instant deadline)
      throws InterruptedException {
    long millis = Math.max(0, Duration.between(Instant.now(), deadline).toMillis());
    String program = launch.command().getFirst();
    if (!process.waitFor(millis, TimeUnit.MILLISECONDS)) {
      throw new ToolFailure(program + " has not ended in time" + lastLines(launch));
    }
    if (process.exitValue() != 0 && !launch.mayFail()) {
      throw new ToolFailure(program + " ended with " + process.exitValue() + lastLines(launch));
    }
  }

  private static String lastLines(Launch launch) {
    try {
      List<String> lines = Files.readAllLines(launch.output());
      return "; "
          + launch.output()
          + " ends with:\n"
          + String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
    } catch (IOException unreadable) {
      return ", and left no output: " + unreadable.getMessage();
    }
  }

  /** Tools such as Maven start the generator as a process of their own. */
  private void end() {
    for (Process process : running) {
      process.descendants().forEach(ProcessHandle::destroy);
      process.destroy();
    }
    running.clear();
  }
}

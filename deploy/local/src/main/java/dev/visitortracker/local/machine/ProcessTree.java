package dev.visitortracker.local.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A process with all that it started: PostgreSQL is one process per connection. */
public record ProcessTree(long root) {

  /** The root is stopped first, so that nothing is added while the rest is looked up. */
  public void pause() {
    Signal.STOP.send(root);
    Signal.STOP.send(pids());
  }

  public void resume() {
    Signal.CONT.send(pids());
  }

  void kill() {
    pause();
    Signal.KILL.send(pids());
  }

  /** Memory in bytes, each shared page counted once among those that share it. */
  public long memoryInBytes() {
    return pids().stream().mapToLong(ProcessTree::memoryInBytes).sum();
  }

  private List<Long> pids() {
    var pids = new ArrayList<>(List.of(root));
    ProcessHandle.of(root).stream()
        .flatMap(ProcessHandle::descendants)
        .map(ProcessHandle::pid)
        .forEach(pids::add);
    return pids;
  }

  private static long memoryInBytes(long pid) {
    try {
      return Files.readAllLines(Path.of("/proc", Long.toString(pid), "smaps_rollup")).stream()
          .filter(line -> line.startsWith("Pss:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
          .sum();
    } catch (IOException gone) {
      return 0;
    }
  }
}

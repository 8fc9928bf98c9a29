package dev.visitortracker.local.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A process beyond doubt: the system gives a process id again, but not with the same start.
 *
 * @param pid the process id
 * @param startTicks clock ticks between the boot of the machine and the start of the process
 */
public record ProcessIdentity(long pid, long startTicks) {
  /**
   * proc(5): starttime is field 22, and the name in field 2 may hold anything up to the last
   * bracket.
   */
  private static final int START_FIELD_AFTER_NAME = 19;

  public static Optional<ProcessIdentity> of(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      String[] afterName = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      return afterName[0].equals("Z")
          ? Optional.empty()
          : Optional.of(
              new ProcessIdentity(pid, Long.parseLong(afterName[START_FIELD_AFTER_NAME])));
    } catch (IOException gone) {
      return Optional.empty();
    }
  }

  public boolean isAlive() {
    return of(pid).filter(this::equals).isPresent();
  }
}

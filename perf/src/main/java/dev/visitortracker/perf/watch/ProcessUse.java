package dev.visitortracker.perf.watch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a process and its children have used so far, from {@code /proc}: PostgreSQL is a process for
 * each connection.
 *
 * @param cpuSeconds of user and system, ended children included
 * @param residentInBytes what each has for itself, and the largest part that they share
 */
public record ProcessUse(double cpuSeconds, long residentInBytes) {
  public static final ProcessUse NONE = new ProcessUse(0, 0);

  /** {@code getconf CLK_TCK}; Linux has no other for programs. */
  private static final double TICKS_PER_SECOND = 100;

  private static final long PAGE = 4096;
  private static final int USER_TICKS = 11;
  private static final int CHILDREN_TICKS = 13;

  /** What has ended meanwhile counts as nothing. */
  public static ProcessUse of(long pid) {
    double cpu = childrenTicks(pid);
    long own = 0;
    long shared = 0;
    for (long process : tree(pid)) {
      cpu += ticks(process, USER_TICKS);
      long[] pages = pages(process);
      own += pages[0] - pages[1];
      shared = Math.max(shared, pages[1]);
    }
    return new ProcessUse(cpu / TICKS_PER_SECOND, (own + shared) * PAGE);
  }

  private static List<Long> tree(long pid) {
    List<Long> tree = new ArrayList<>(List.of(pid));
    for (int i = 0; i < tree.size(); i++) {
      Path children = Path.of("/proc/%1$d/task/%1$d/children".formatted(tree.get(i)));
      for (String child : read(children).split(" ", -1)) {
        if (!child.isBlank()) {
          tree.add(Long.parseLong(child.strip()));
        }
      }
    }
    return tree;
  }

  private static double childrenTicks(long pid) {
    return ticks(pid, CHILDREN_TICKS);
  }

  /** The sum of two neighbouring fields behind the process's name, which may hold anything. */
  private static double ticks(long pid, int first) {
    String stat = read(Path.of("/proc/" + pid + "/stat"));
    if (stat.isEmpty()) {
      return 0;
    }
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return Double.parseDouble(fields[first]) + Double.parseDouble(fields[first + 1]);
  }

  /** Resident pages, and those of them that are of files or shared memory. */
  private static long[] pages(long pid) {
    String statm = read(Path.of("/proc/" + pid + "/statm"));
    if (statm.isEmpty()) {
      return new long[2];
    }
    String[] fields = statm.split(" ", -1);
    return new long[] {Long.parseLong(fields[1]), Long.parseLong(fields[2])};
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException gone) {
      return "";
    }
  }
}

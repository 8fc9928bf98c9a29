package dev.visitortracker.perf.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** On what a report was measured. */
public record Machine(int cores, String processor, long memoryInMb, String os, String java) {
  private static final Pattern PROCESSOR = Pattern.compile("(?m)^model name\\s*: (.*)$");
  private static final Pattern MEMORY = Pattern.compile("(?m)^MemTotal:\\s*(\\d+) kB$");

  public static Machine here() {
    String memory = find(MEMORY, Path.of("/proc/meminfo"), "0");
    return new Machine(
        Runtime.getRuntime().availableProcessors(),
        find(PROCESSOR, Path.of("/proc/cpuinfo"), System.getProperty("os.arch")),
        Long.parseLong(memory) / 1024,
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        Runtime.version().toString());
  }

  /** The commit that is measured, as the script gives it. */
  public static String commit() {
    return System.getProperty("visitortracker.commit", "unknown");
  }

  private static String find(Pattern pattern, Path file, String otherwise) {
    try {
      Matcher matcher = pattern.matcher(Files.readString(file));
      return matcher.find() ? matcher.group(1) : otherwise;
    } catch (IOException unreadable) {
      return otherwise;
    }
  }
}

package dev.visitortracker.local.machine;

import java.nio.file.Path;
import java.util.List;

/** The JVMs of the stack: all run on the JDK of the stack itself. */
public final class Jvm {
  /** Keeps each service within 600 MiB, whatever it is asked to do. */
  public static final List<String> SERVICE_FLAGS =
      List.of(
          "-Xmx256m",
          "-XX:MaxDirectMemorySize=128m",
          "-XX:MaxMetaspaceSize=160m",
          "-XX:ReservedCodeCacheSize=96m",
          "-XX:+UseCompactObjectHeaders",
          "-XX:+ExitOnOutOfMemoryError",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow");

  public static final List<String> API_FLAGS = List.of("-XX:+UseG1GC", "-Xms64m");

  /**
   * Batches live for some tenths of a second: a large young generation lets them die there, and
   * nobody waits for a pause. G1 costs the worker half as much CPU again.
   */
  public static final List<String> WORKER_FLAGS =
      List.of("-XX:+UseParallelGC", "-Xms256m", "-Xmn140m");

  /**
   * The archive, written when the first broker stops, halves the time in which the next ones start.
   * {@code --enable-native-access} would disable a part of it, hence that flag's warning in the
   * log.
   */
  public static List<String> brokerFlags(Path classArchive) {
    return List.of(
        "-Xmx512m",
        "-Xms256m",
        "-XX:+UseG1GC",
        "-XX:+ExitOnOutOfMemoryError",
        "-XX:+AutoCreateSharedArchive",
        "-XX:SharedArchiveFile=" + classArchive,
        "--sun-misc-unsafe-memory-access=allow");
  }

  public static String executable() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private Jvm() {}
}

package dev.visitortracker.local;

import java.nio.file.Path;
import java.util.List;

/** The JVMs of the stack: all run on the JDK of the stack itself. */
final class Jvm {
  /** Keeps each service within 600 MiB, whatever it is asked to do. */
  static final List<String> SERVICE_FLAGS =
      List.of(
          "-Xmx256m",
          "-Xms64m",
          "-XX:MaxDirectMemorySize=128m",
          "-XX:MaxMetaspaceSize=160m",
          "-XX:ReservedCodeCacheSize=96m",
          "-XX:+UseG1GC",
          "-XX:+UseCompactObjectHeaders",
          "-XX:+ExitOnOutOfMemoryError",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow");

  /**
   * The archive, written when the first broker stops, halves the time in which the next ones start.
   * {@code --enable-native-access} would disable a part of it, hence that flag's warning in the
   * log.
   */
  static List<String> brokerFlags(Path classArchive) {
    return List.of(
        "-Xmx512m",
        "-Xms256m",
        "-XX:+UseG1GC",
        "-XX:+ExitOnOutOfMemoryError",
        "-XX:+AutoCreateSharedArchive",
        "-XX:SharedArchiveFile=" + classArchive,
        "--sun-misc-unsafe-memory-access=allow");
  }

  static String executable() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private Jvm() {}
}

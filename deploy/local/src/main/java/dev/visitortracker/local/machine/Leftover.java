package dev.visitortracker.local.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A process that an earlier run started and, being killed, could not end: known by the file that
 * every launch writes.
 *
 * @param identity the process; one with the same id and another start is somebody else's
 * @param stopSignal what ends it in order
 */
record Leftover(ProcessIdentity identity, Signal stopSignal) {
  private static final String SUFFIX = ".pid";
  private static final Duration STOP_LIMIT = Duration.ofSeconds(20);

  static Path file(Path runDirectory, String name) {
    return runDirectory.resolve(name + SUFFIX);
  }

  void write(Path file) throws IOException {
    Files.writeString(file, identity.pid() + " " + identity.startTicks() + " " + stopSignal + "\n");
  }

  static List<Leftover> in(Path runDirectory) throws IOException {
    try (Stream<Path> files = Files.list(runDirectory)) {
      return files
          .filter(file -> file.toString().endsWith(SUFFIX))
          .flatMap(file -> read(file).stream())
          .filter(leftover -> leftover.identity.isAlive())
          .toList();
    }
  }

  /** Ends it in order, or by force where it does not follow in time. */
  void end() {
    var tree = new ProcessTree(identity.pid());
    tree.resume();
    stopSignal.send(identity.pid());
    if (!Await.until(STOP_LIMIT, () -> !identity.isAlive())) {
      tree.kill();
      Await.until(STOP_LIMIT, () -> !identity.isAlive());
    }
  }

  /** A file cut short by a crash names no process. */
  private static Optional<Leftover> read(Path file) {
    try {
      String[] words = Files.readString(file).strip().split(" ", -1);
      return words.length == 3
          ? Optional.of(
              new Leftover(
                  new ProcessIdentity(Long.parseLong(words[0]), Long.parseLong(words[1])),
                  Signal.valueOf(words[2])))
          : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

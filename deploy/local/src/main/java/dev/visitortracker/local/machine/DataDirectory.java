package dev.visitortracker.local.machine;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * The directory that holds everything between runs; one stack at a time may use it.
 *
 * <p>{@code postgres/}, {@code kafka/}, {@code redis/}: the data. {@code log/}: output of the
 * parts, the run before in {@code *.previous}. {@code run/}: process ids and the control socket.
 */
public final class DataDirectory implements AutoCloseable {
  private static final String MARKER = "visitor-tracker-data";
  private static final String LOCK = "lock";
  private static final String HOLDER = "lock.holder";
  private static final Set<String> OWN_FILES = Set.of(MARKER, LOCK, HOLDER);
  private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();
  private static final long MIN_FREE_BYTES = 1L << 30;

  private final Path root;
  private final FileChannel lock;

  private DataDirectory(Path root, FileChannel lock) {
    this.root = root;
    this.lock = lock;
  }

  /**
   * Takes the directory, ends what a killed run left running in it, and wipes it where a fresh one
   * is asked for.
   */
  public static DataDirectory open(Path root, boolean fresh) {
    try {
      claim(root);
      var directory = new DataDirectory(root, lock(root));
      try {
        directory.makeReady(fresh);
        return directory;
      } catch (IOException | RuntimeException e) {
        directory.close();
        throw e;
      }
    } catch (IOException e) {
      throw new StackException("cannot use the data directory " + root + ": " + e, e);
    }
  }

  public Path root() {
    return root;
  }

  public Path log(String part) {
    return root.resolve("log").resolve(part + ".log");
  }

  public Path run() {
    return root.resolve("run");
  }

  public Path postgres(String part) {
    return root.resolve("postgres").resolve(part);
  }

  /** Holds a file with the name of the PostgreSQL server that was promoted. */
  public Path promoted() {
    return root.resolve("postgres").resolve("promoted");
  }

  public Path kafka() {
    return root.resolve("kafka");
  }

  public Path redis() {
    return root.resolve("redis");
  }

  public Path tokenSecret() {
    return root.resolve("token-secret.options");
  }

  public Path ports() {
    return root.resolve("ports.properties");
  }

  /** Nothing may be running on it. */
  public void deleteStores() {
    try {
      for (Path store : List.of(root.resolve("postgres"), kafka(), redis())) {
        FileTree.delete(store);
      }
    } catch (IOException e) {
      throw new StackException("cannot delete what is stored in " + root + ": " + e, e);
    }
  }

  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException e) {
      throw new StackException("cannot unlock " + root, e);
    } finally {
      HELD_HERE.remove(root);
    }
  }

  /**
   * Only a directory that is new, empty or marked is taken: a mistyped path must not lose its
   * files.
   */
  private static void claim(Path root) throws IOException {
    Files.createDirectories(root);
    Path marker = root.resolve(MARKER);
    if (Files.exists(marker)) {
      return;
    }
    if (!children(root).isEmpty()) {
      throw new StackException(
          root + " holds other files: give an empty or new directory with --data");
    }
    Files.writeString(marker, "Data of Visitor Tracker's local stack; up --fresh wipes it.\n");
  }

  /**
   * The lock file is opened once and for nothing else: by POSIX, closing any descriptor of a file
   * gives up all locks that the process has on it. Hence the set for this process, and a file of
   * its own for the holder's name.
   */
  private static FileChannel lock(Path root) throws IOException {
    Path holder = root.resolve(HOLDER);
    if (!HELD_HERE.add(root)) {
      throw inUse(root, holder);
    }
    var channel =
        FileChannel.open(root.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (channel.tryLock() == null) {
      channel.close();
      HELD_HERE.remove(root);
      throw inUse(root, holder);
    }
    Files.writeString(holder, ProcessHandle.current().pid() + "\n");
    return channel;
  }

  private static StackException inUse(Path root, Path holder) throws IOException {
    String pid = Files.exists(holder) ? Files.readString(holder).strip() : "?";
    return new StackException(
        "%s is in use by process %s: stop that one or give another directory with --data"
            .formatted(root, pid));
  }

  private void makeReady(boolean fresh) throws IOException {
    Files.createDirectories(run());
    Concurrently.run(Leftover.in(run()).stream().<Runnable>map(left -> left::end).toList());
    if (fresh) {
      wipe();
    }
    FileTree.delete(run());
    for (Path directory :
        List.of(run(), root.resolve("log"), root.resolve("postgres"), kafka(), redis())) {
      Files.createDirectories(directory);
    }
    keepPreviousLogs();
    long free = Files.getFileStore(root).getUsableSpace();
    if (free < MIN_FREE_BYTES) {
      throw new StackException(
          "only %d MiB free for %s: make at least %d MiB free or give another disk with --data"
              .formatted(free >> 20, root, MIN_FREE_BYTES >> 20));
    }
  }

  private void wipe() throws IOException {
    for (Path child : children(root)) {
      if (!OWN_FILES.contains(child.getFileName().toString())) {
        FileTree.delete(child);
      }
    }
  }

  private void keepPreviousLogs() throws IOException {
    for (Path log : children(root.resolve("log"))) {
      if (log.toString().endsWith(".log")) {
        Files.move(
            log,
            log.resolveSibling(log.getFileName() + ".previous"),
            StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  private static List<Path> children(Path directory) throws IOException {
    try (Stream<Path> children = Files.list(directory)) {
      return children.toList();
    }
  }
}

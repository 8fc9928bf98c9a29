package dev.visitortracker.local.machine;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/**
 * The servers' executables, unpacked once from the jars of the build, and the state that a new
 * server begins with, made once. All of it is kept beside the build's other output.
 */
public final class Components {
  private static final String REDIS = "redis-server-7.0.15-linux-";

  private final Path directory;
  private final boolean arm;

  public Components(Path home) {
    String system = System.getProperty("os.name") + " on " + System.getProperty("os.arch");
    if (!system.toLowerCase(Locale.ROOT).matches("linux on (amd64|aarch64)")) {
      throw new StackException(
          "the local stack has servers for Linux on amd64 or aarch64, not for " + system);
    }
    this.arm = system.endsWith("aarch64");
    this.directory = home.resolve("deploy/local/target/components");
  }

  /** The directory of PostgreSQL, with {@code bin}, {@code lib} and {@code share}. */
  public Path postgres() {
    return once("postgres", this::unpackPostgres);
  }

  public Path redisServer() {
    return once("redis", this::unpackRedis).resolve("redis-server");
  }

  /** Where JVMs may keep their archives of loaded classes. */
  public Path classArchive(String name) {
    return path(name + ".jsa");
  }

  /** Where something of this name is, or will be. */
  public Path path(String name) {
    return directory.resolve(name);
  }

  /**
   * A directory that is made at most once: {@code maker} fills it elsewhere and it appears whole,
   * also where several builds do it at the same time.
   */
  public Path once(String name, Maker maker) {
    Path made = path(name);
    if (Files.exists(made)) {
      return made;
    }
    try {
      Files.createDirectories(directory);
      Path draft = Files.createTempDirectory(directory, name + "-");
      maker.fill(draft);
      publish(draft, made);
      return made;
    } catch (IOException e) {
      throw new StackException("cannot make " + made + ": " + e, e);
    }
  }

  /** Fills a new, empty directory. */
  @FunctionalInterface
  public interface Maker {
    void fill(Path directory) throws IOException;
  }

  private static void publish(Path draft, Path made) throws IOException {
    try {
      Files.move(draft, made, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      FileTree.delete(draft);
      boolean madeByAnother = Files.exists(made);
      if (!madeByAnother) {
        throw e;
      }
    }
  }

  private void unpackPostgres(Path target) throws IOException {
    String archive = arm ? "postgres-linux-arm_64.txz" : "postgres-linux-x86_64.txz";
    try (InputStream in = resource(archive);
        var tar = new TarArchiveInputStream(new XZCompressorInputStream(in))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        unpack(tar, entry, target.resolve(entry.getName()).normalize());
      }
    }
  }

  private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path path)
      throws IOException {
    if (entry.isDirectory()) {
      Files.createDirectories(path);
      return;
    }
    Files.createDirectories(path.resolveSibling(""));
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
    } else {
      Files.copy(tar, path);
      if (entry.getName().contains("bin/")) {
        makeExecutable(path);
      }
    }
  }

  private void unpackRedis(Path target) throws IOException {
    Path server = target.resolve("redis-server");
    try (InputStream in = resource(REDIS + (arm ? "arm64" : "amd64"))) {
      Files.copy(in, server);
    }
    makeExecutable(server);
  }

  private static void makeExecutable(Path file) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static InputStream resource(String name) {
    InputStream in = Components.class.getResourceAsStream("/" + name);
    if (in == null) {
      throw new StackException(name + " is not on the class path: build deploy/local");
    }
    return in;
  }
}

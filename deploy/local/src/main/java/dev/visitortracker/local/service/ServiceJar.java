package dev.visitortracker.local.service;

import dev.visitortracker.local.machine.Components;
import dev.visitortracker.local.machine.Jvm;
import dev.visitortracker.local.machine.StackException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import java.util.zip.ZipFile;

/**
 * The jar of a service as the stack runs it: unpacked once, since a JVM keeps what it knows of
 * classes only where its class path consists of plain jars. Beside the jars lies the AOT cache (JEP
 * 483, 515), where somebody has trained one: classes that are linked already, and how often the hot
 * methods were called, so that the compiler need not find out first.
 */
public final class ServiceJar {
  private final Path jar;
  private final Path unpacked;
  private final Components components;

  /**
   * @param jar as the build leaves it, with all jars that it needs inside
   */
  private ServiceJar(Path jar, Components components) {
    if (!Files.exists(jar)) {
      throw new StackException(jar + " is missing: build with mvn -DskipTests package");
    }
    this.jar = jar;
    this.components = components;
    this.unpacked = components.path(jar.getFileName() + "-" + build(jar));
  }

  public static ServiceJar api(Path home, Components components) {
    return new ServiceJar(home.resolve("api-service/target/api-service.jar"), components);
  }

  public static ServiceJar worker(Path home, Components components) {
    return new ServiceJar(home.resolve("ingest-worker/target/ingest-worker.jar"), components);
  }

  /** The command line that runs it; the flags and arguments that come last win. */
  public List<String> command(List<String> jvmFlags, List<String> arguments) {
    var command = new ArrayList<>(List.of(Jvm.executable()));
    command.addAll(Jvm.SERVICE_FLAGS);
    Stream.of(aotCache(), startCache())
        .filter(Files::exists)
        .findFirst()
        .ifPresent(cache -> command.add("-XX:AOTCache=" + cache));
    command.addAll(jvmFlags);
    command.addAll(List.of("-jar", path().toString()));
    command.addAll(lastOfEach(arguments));
    return command;
  }

  /** Spring would join the values of a property that is given twice. */
  private static Collection<String> lastOfEach(List<String> arguments) {
    Map<String, String> last = new LinkedHashMap<>();
    for (String argument : arguments) {
      last.put(argument.replaceFirst("=.*", ""), argument);
    }
    return last.values();
  }

  /** The jar that is run; those that it needs are in {@code lib} beside it. */
  public Path path() {
    return unpacked.resolve(jar.getFileName());
  }

  /** Where the cache of this very build is, or would be. */
  public Path aotCache() {
    return unpacked.resolve("app.aot");
  }

  /** Where the smaller cache is, or would be, which knows only how this build starts. */
  public Path startCache() {
    return unpacked.resolve("start.aot");
  }

  /** To be called before the command is run; the first call for a build takes a second. */
  public void unpack() {
    components.once(unpacked.getFileName().toString(), this::unpackTo);
  }

  /** Tells builds apart by what is in them, so that building the same again changes nothing. */
  private static String build(Path jar) {
    try (var entries = new ZipFile(jar.toFile())) {
      var sum = new CRC32C();
      entries.stream()
          .map(entry -> entry.getName() + " " + entry.getCrc() + "\n")
          .forEach(entry -> sum.update(entry.getBytes(StandardCharsets.UTF_8)));
      return Long.toHexString(sum.getValue());
    } catch (IOException e) {
      throw new StackException("cannot read " + jar + ": " + e, e);
    }
  }

  /** By Spring Boot's own tool, which is in the jar. */
  private void unpackTo(Path directory) throws IOException {
    Process tool =
        new ProcessBuilder(
                Jvm.executable(),
                "-XX:TieredStopAtLevel=1",
                "-Djarmode=tools",
                "-jar",
                jar.toString(),
                "extract",
                "--force",
                "--destination",
                directory.toString())
            .redirectErrorStream(true)
            .start();
    String words = new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (tool.onExit().join().exitValue() != 0) {
      throw new StackException("cannot unpack " + jar + ": " + words);
    }
  }
}

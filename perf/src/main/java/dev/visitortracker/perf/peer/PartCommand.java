package dev.visitortracker.perf.peer;

import dev.visitortracker.local.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How a service of the stack was started, to start its like.
 *
 * @param jvm the executable and the JVM's flags
 * @param program the jar and its arguments
 */
public record PartCommand(List<String> jvm, List<String> program) {
  /** The command of a running part. */
  public static PartCommand of(Part part) throws IOException {
    Path commandLine = Path.of("/proc/" + part.pid().orElseThrow() + "/cmdline");
    // Each word ends with a zero, the last one too.
    List<String> words = Arrays.asList(Files.readString(commandLine).split("\0"));
    int jar = words.indexOf("-jar");
    return new PartCommand(words.subList(0, jar), words.subList(jar, words.size()));
  }

  /** This command with more flags, which win over earlier ones. */
  public PartCommand with(String... flags) {
    List<String> all = new ArrayList<>(jvm);
    all.addAll(List.of(flags));
    return new PartCommand(all, program);
  }

  public List<String> words() {
    List<String> words = new ArrayList<>(jvm);
    words.addAll(program);
    return words;
  }
}

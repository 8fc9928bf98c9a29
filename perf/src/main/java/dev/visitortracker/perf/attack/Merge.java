package dev.visitortracker.perf.attack;

import dev.visitortracker.local.StackSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code perf/attack/run merge}: the parts of an attack from several machines, as one. */
@Command(
    name = "merge",
    mixinStandardHelpOptions = true,
    description = "Adds up and judges the parts that several machines have done.")
final class Merge implements Callable<Integer> {
  @Parameters(
      arity = "1..*",
      paramLabel = "DIR",
      description = "Results of each part; the report goes into the first.")
  List<Path> directories = List.of();

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Data directory of the local stack that is audited (default: .local).")
  @Nullable Path data;

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path first = directories.getFirst();
    Plan whole = plan(first);
    SortedMap<Integer, Tally> tallies = new TreeMap<>();
    for (Path directory : directories) {
      if (!plan(directory).isSameAs(whole)) {
        throw new ParameterException(
            spec.commandLine(), directory + " is a part of another attack than " + first);
      }
      AttackRun.read(directory, whole.steps().size())
          .forEach((step, tally) -> tallies.merge(step, tally, Tally::plus));
    }
    Path folder = StackSettings.projectHome().resolve("perf/attack");
    ObjectivesFile file = ObjectivesFile.read(folder.resolve("objectives.json"));
    return new Judgement(
            Tools.named(whole.tool(), folder, false).orElseThrow(),
            whole,
            tallies,
            file.seededVisits())
        .exitCode(data, first);
  }

  private static Plan plan(Path directory) throws IOException {
    return ObjectivesFile.JSON.readValue(
        Files.readString(directory.resolve(Plan.FILE)), Plan.class);
  }
}

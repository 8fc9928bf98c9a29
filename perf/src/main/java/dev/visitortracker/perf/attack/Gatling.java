package dev.visitortracker.perf.attack;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * Gatling with its Java DSL, through Maven. A virtual user is one request, and users arrive by the
 * rate whatever the service answers.
 *
 * @param project {@code perf/attack/gatling}
 */
record Gatling(Path project) implements Tool {
  /** Maven, a JVM and Scala's classes. */
  private static final Duration START = Duration.ofSeconds(30);

  @Override
  public String name() {
    return "gatling";
  }

  @Override
  public String program() {
    return "mvn";
  }

  @Override
  public String howToGet() {
    return "install Maven 3.8 or later; it fetches Gatling";
  }

  @Override
  public String latencies() {
    return "from when each user was due to arrive: corrected for coordinated omission";
  }

  @Override
  public Duration headStart() {
    return START;
  }

  @Override
  public boolean waitsItself() {
    return true;
  }

  @Override
  public List<Phase> phases(Plan plan) {
    return Tool.whole(plan);
  }

  @Override
  public List<Launch> launches(List<Plan> generators, Phase phase) {
    return generators.stream().map(this::launch).toList();
  }

  /** It ends with an error where its own assertions are missed, which the tallies tell too. */
  private Launch launch(Plan plan) {
    Path directory = Path.of(plan.directory());
    return new Launch(
        List.of(
            program(),
            "-q",
            "-B",
            "-f",
            project.resolve("pom.xml").toString(),
            "-Dgatling.skip=false",
            "-Dgatling.resultsFolder=" + directory.resolve("gatling"),
            "-Dattack.plan=" + directory.resolve("plan.json"),
            "verify"),
        Map.of(),
        directory.resolve("gatling.log"),
        true);
  }

  @Override
  public SortedMap<Integer, Tally> tallies(Plan generator, Phase phase) throws IOException {
    return StepTallies.read(generator, Path.of(generator.directory()));
  }
}

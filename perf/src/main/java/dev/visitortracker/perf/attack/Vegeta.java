package dev.visitortracker.perf.attack;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * vegeta attacks at a constant rate from as many workers as that takes. It numbers the requests and
 * notes when each was sent, so that lateness is known and goes into the latency.
 *
 * @param httpTargets the HTTP format of targets instead of JSON
 */
record Vegeta(boolean httpTargets) implements Tool {
  /** The beginning of an answer, in which the number of accepted events stands. */
  private static final String MAX_BODY = "256";

  private static final String MAX_WORKERS = "10000";
  private static final double SECONDS_IN_MINUTE = 60;
  private static final Duration PAUSE = Duration.ofSeconds(1);

  @Override
  public String name() {
    return "vegeta";
  }

  @Override
  public String program() {
    return "vegeta";
  }

  @Override
  public String howToGet() {
    return "go install github.com/tsenart/vegeta/v12@v12.13.0, or a release of that repository";
  }

  @Override
  public String latencies() {
    return "from when each request was due: corrected for coordinated omission";
  }

  @Override
  public List<Phase> phases(Plan plan) {
    return Tool.stairs(plan, PAUSE);
  }

  @Override
  public List<Launch> launches(List<Plan> generators, Phase phase) {
    return generators.stream().map(generator -> attack(generator, phase)).toList();
  }

  private Launch attack(Plan plan, Phase phase) {
    TargetFiles targets = plan.targetFiles();
    Path directory = Path.of(plan.directory());
    return new Launch(
        List.of(
            program(),
            "attack",
            "-name=" + plan.steps().get(phase.step()).name(),
            "-format=" + (httpTargets ? "http" : "json"),
            "-targets=" + (httpTargets ? targets.http() : targets.json()),
            "-rate=" + perMinute(phase) + "/1m",
            "-duration=" + phase.length().toMillis() + "ms",
            "-timeout=" + plan.timeoutMillis() + "ms",
            "-max-workers=" + MAX_WORKERS,
            "-max-body=" + MAX_BODY,
            "-redirects=-1",
            "-output=" + results(plan, phase)),
        Map.of(),
        directory.resolve("vegeta.log"),
        false);
  }

  /** vegeta takes whole numbers; what is due when goes by the rate that it has got. */
  private static long perMinute(Phase phase) {
    return Math.max(1, Math.round(phase.rate() * SECONDS_IN_MINUTE));
  }

  private static Path results(Plan plan, Phase phase) {
    return Path.of(plan.directory()).resolve("vegeta-%02d.bin".formatted(phase.number()));
  }

  @Override
  public SortedMap<Integer, Tally> tallies(Plan generator, Phase phase) throws IOException {
    Process encode =
        new ProcessBuilder(program(), "encode", "-to=csv", results(generator, phase).toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    double rate = perMinute(phase) / SECONDS_IN_MINUTE;
    long planned = Math.round(rate * phase.length().toMillis() / 1000);
    try (BufferedReader rows = encode.inputReader()) {
      var results = new VegetaResults(generator, rate, planned);
      rows.lines().forEach(results::add);
      return new TreeMap<>(Map.of(phase.step(), results.tally()));
    }
  }

  /** The plot, and the percentiles of all requests as vegeta itself counts them, uncorrected. */
  @Override
  public List<Launch> afterwards(List<Plan> generators, Path directory) {
    List<String> results = new ArrayList<>();
    for (Plan generator : generators) {
      phases(generator).stream()
          .map(phase -> results(generator, phase))
          .filter(file -> file.toFile().exists())
          .forEach(file -> results.add(file.toString()));
    }
    return List.of(
        closing(
            directory,
            results,
            "plot",
            "-title=" + generators.getFirst().shape() + " " + generators.getFirst().scenario(),
            "-output=" + directory.resolve("plot.html")),
        closing(
            directory,
            results,
            "report",
            "-type=hdrplot",
            "-output=" + directory.resolve("vegeta.hdrplot")));
  }

  private Launch closing(Path directory, List<String> results, String... arguments) {
    List<String> command = new ArrayList<>(List.of(program()));
    command.addAll(List.of(arguments));
    command.addAll(results);
    return new Launch(command, Map.of(), directory.resolve("vegeta.log"), true);
  }
}

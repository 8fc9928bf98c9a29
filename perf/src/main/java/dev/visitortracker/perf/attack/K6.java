package dev.visitortracker.perf.attack;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * k6 starts iterations at the rate, each in a virtual user that is free; where none is, the
 * iteration is dropped and counted, never late.
 *
 * @param script {@code perf/attack/k6/visits.js}
 */
record K6(Path script) implements Tool {
  private static final Duration START = Duration.ofSeconds(5);

  @Override
  public String name() {
    return "k6";
  }

  @Override
  public String program() {
    return "k6";
  }

  @Override
  public String howToGet() {
    return "a release of github.com/grafana/k6 (AGPL; a program beside ours, never a part of it)";
  }

  @Override
  public String latencies() {
    return "from when each request was sent; what could not be sent on time is dropped, and a"
        + " dropped one fails the run, so that nothing is omitted unseen";
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

  /** It ends with an error where its own thresholds are missed, which the tallies tell too. */
  private Launch launch(Plan plan) {
    Path directory = Path.of(plan.directory());
    return new Launch(
        List.of(
            program(),
            "run",
            "--quiet",
            "--out",
            "csv=" + samples(plan),
            "--env",
            "ATTACK_PLAN=" + directory.resolve("plan.json"),
            script.toString()),
        Map.of("K6_NO_USAGE_REPORT", "true"),
        directory.resolve("k6.log"),
        true);
  }

  private static Path samples(Plan plan) {
    return Path.of(plan.directory()).resolve("k6.csv");
  }

  @Override
  public SortedMap<Integer, Tally> tallies(Plan generator, Phase phase) throws IOException {
    try (BufferedReader rows = Files.newBufferedReader(samples(generator))) {
      return new K6Samples(generator).read(rows);
    }
  }
}

package dev.visitortracker.perf.attack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * wrk keeps its connections busy, and wrk2 is wrk at a constant rate; both run the same Lua.
 *
 * @param script {@code perf/attack/wrk/visits.lua}
 * @param constantRate whether it is wrk2
 */
record Wrk(Path script, boolean constantRate) implements Tool {
  private static final int CONNECTIONS = 64;
  private static final int THREADS = 2;

  /** wrk2 looks at its own latencies for ten seconds before it counts them. */
  private static final Duration CALIBRATION = Duration.ofSeconds(15);

  private static final Duration PAUSE = Duration.ofSeconds(1);

  @Override
  public String name() {
    return constantRate ? "wrk2" : "wrk";
  }

  @Override
  public String program() {
    return name();
  }

  @Override
  public String howToGet() {
    return constantRate
        ? "make in github.com/giltene/wrk2, and put its wrk on the PATH as wrk2"
        : "apt-get install wrk";
  }

  @Override
  public String latencies() {
    return constantRate
        ? "from when each request was due: corrected for coordinated omission; the first ten"
            + " seconds of a step are not counted"
        : "from when each request was sent, by a closed loop of "
            + CONNECTIONS
            + " connections: they are NOT comparable with those of a constant rate; only the rate"
            + " reached is judged";
  }

  @Override
  public boolean isOpen() {
    return constantRate;
  }

  @Override
  public Duration minStep() {
    return constantRate ? CALIBRATION : Duration.ofSeconds(1);
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
    var command =
        new ArrayList<>(
            List.of(
                program(),
                "-t" + THREADS,
                "-c" + CONNECTIONS,
                "-d" + phase.length().toSeconds() + "s",
                "--timeout",
                plan.timeoutMillis() / 1000 + "s",
                "-s",
                script.toString()));
    if (constantRate) {
      command.add("-R" + wholeRate(phase));
    }
    command.add(plan.target());
    Path targets = plan.targetFiles().lua();
    return new Launch(
        command,
        Map.of(
            "ATTACK_TARGETS", targets.toString(),
            "ATTACK_OFFSET", String.valueOf(plan.offset()),
            "ATTACK_EXPECT", plan.expect().toString(),
            "ATTACK_CONNECTIONS", String.valueOf(CONNECTIONS),
            "ATTACK_OPEN", String.valueOf(constantRate),
            "ATTACK_PLANNED", String.valueOf(wholeRate(phase) * phase.length().toSeconds()),
            "ATTACK_TALLY", tally(plan, phase).toString()),
        Path.of(plan.directory()).resolve(name() + ".log"),
        false);
  }

  private static long wholeRate(Phase phase) {
    return Math.max(1, Math.round(phase.rate()));
  }

  private static Path tally(Plan plan, Phase phase) {
    return Path.of(plan.directory()).resolve("tally-%02d.json".formatted(phase.number()));
  }

  @Override
  public SortedMap<Integer, Tally> tallies(Plan generator, Phase phase) throws IOException {
    return new TreeMap<>(
        Map.of(phase.step(), Tally.parse(Files.readString(tally(generator, phase)))));
  }
}

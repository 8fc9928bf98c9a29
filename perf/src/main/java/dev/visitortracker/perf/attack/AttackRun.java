package dev.visitortracker.perf.attack;

import dev.visitortracker.perf.attack.Plan.Step;
import dev.visitortracker.perf.attack.Tool.Phase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Runs a plan with all generators of this machine and adds up what they did.
 *
 * @param isWhole whether these are all generators, so that a climb may end when it has failed
 */
record AttackRun(Tool tool, List<Plan> generators, Path directory, boolean isWhole) {
  /** For processes to begin and end, and for answers that are still on their way. */
  private static final Duration GRACE = Duration.ofSeconds(60);

  private static final String TALLIES = "tallies";

  /** The tallies by step; those of steps that were not tried are missing. */
  SortedMap<Integer, Tally> run() throws IOException, InterruptedException {
    Plan plan = generators.getFirst();
    Fleet fleet = new Fleet();
    SortedMap<Integer, Tally> tallies = new TreeMap<>();
    List<Phase> phases = tool.phases(plan);
    for (Phase phase : phases) {
      Instant startAt = Instant.ofEpochMilli(plan.startAtMillis()).plus(phase.offset());
      Duration atMost =
          phase.length().plus(GRACE).plus(tool.headStart()).plusMillis(plan.timeoutMillis());
      fleet.run(
          tool.launches(generators, phase), tool.waitsItself() ? Instant.now() : startAt, atMost);
      for (Plan generator : generators) {
        tool.tallies(generator, phase)
            .forEach((step, tally) -> tallies.merge(step, tally, Tally::plus));
      }
      if (isWhole && plan.climbs() && phases.size() > 1 && isMissed(phase, tallies)) {
        break;
      }
    }
    write(directory, tallies);
    fleet.run(tool.afterwards(generators, directory), Instant.now(), GRACE);
    return tallies;
  }

  private boolean isMissed(Phase phase, SortedMap<Integer, Tally> tallies) {
    Step step = generators.getFirst().steps().get(phase.step());
    Tally tally = tallies.get(phase.step());
    return tally != null
        && !step.objective().missedBy(tally, tool.isOpen(), step.seconds()).isEmpty();
  }

  private static void write(Path directory, SortedMap<Integer, Tally> tallies) throws IOException {
    Path folder = Files.createDirectories(directory.resolve(TALLIES));
    for (var entry : tallies.entrySet()) {
      Files.writeString(
          folder.resolve("%02d.json".formatted(entry.getKey())), entry.getValue().json());
    }
  }

  /** What a run has written, perhaps on another machine. */
  static SortedMap<Integer, Tally> read(Path directory, int steps) throws IOException {
    SortedMap<Integer, Tally> tallies = new TreeMap<>();
    for (int step = 0; step < steps; step++) {
      Path file = directory.resolve(TALLIES).resolve("%02d.json".formatted(step));
      if (Files.exists(file)) {
        tallies.put(step, Tally.parse(Files.readString(file)));
      }
    }
    return tallies;
  }
}

package dev.visitortracker.perf.attack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;

/** The tallies of tools that do a whole plan and leave {@code tally-STEP.json} for each step. */
final class StepTallies {
  private StepTallies() {}

  static SortedMap<Integer, Tally> read(Plan plan, Path directory) throws IOException {
    SortedMap<Integer, Tally> tallies = new TreeMap<>();
    for (int step = 0; step < plan.steps().size(); step++) {
      Path file = directory.resolve("tally-%02d.json".formatted(step));
      tallies.put(step, Tally.parse(Files.readString(file)));
    }
    return tallies;
  }
}

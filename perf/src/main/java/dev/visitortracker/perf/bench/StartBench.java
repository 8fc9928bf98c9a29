package dev.visitortracker.perf.bench;

import dev.visitortracker.local.Part;
import dev.visitortracker.local.StackSettings;
import dev.visitortracker.perf.report.Figure;
import java.util.ArrayList;
import java.util.List;

/**
 * From the start of the API's JVM until its readiness says 200, on an idle stack: with the AOT
 * cache that was trained for this build, and without. Not in turns, since a stack has its flags for
 * life.
 */
final class StartBench {
  private static final double TARGET_SECONDS = 3;
  private static final String WITH_CACHE = "API ready after its start";
  private static final String WITHOUT_CACHE = "API ready after its start, without AOT cache";

  private StartBench() {}

  static List<Figure> run(Laboratory laboratory) {
    Stacks stacks = laboratory.stacks();
    Figure without =
        starts(laboratory, WITHOUT_CACHE, stacks.whole("start-plain", "-XX:AOTMode=off"));
    Figure with = starts(laboratory, WITH_CACHE, stacks.whole("start"));
    return List.of(with.atMost(TARGET_SECONDS), without);
  }

  private static Figure starts(Laboratory laboratory, String name, StackSettings settings) {
    Part api = laboratory.stack(settings).part("api-1");
    List<Double> seconds = new ArrayList<>();
    for (int sample = 0; sample < laboratory.effort().samples(); sample++) {
      api.stop();
      long start = System.nanoTime();
      api.start();
      seconds.add((System.nanoTime() - start) / 1e9);
      System.out.printf("  %s: %.1f s%n", name, seconds.getLast());
    }
    return Figure.of(name, "s", seconds);
  }
}

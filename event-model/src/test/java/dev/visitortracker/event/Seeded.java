package dev.visitortracker.event;

import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Repeats a check with a new random generator each time. A failure names its seed; {@code
 * -Dtest.seed=…} starts a run with that seed.
 */
public final class Seeded {
  private static final long FIRST_SEED = Long.getLong("test.seed", 20_260_101L);

  private Seeded() {}

  public static void repeat(int times, Consumer<RandomGenerator> check) {
    for (long seed = FIRST_SEED; seed < FIRST_SEED + times; seed++) {
      try {
        check.accept(new SplittableRandom(seed));
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("fails with -Dtest.seed=" + seed, e);
      }
    }
  }
}

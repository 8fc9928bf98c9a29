package dev.visitortracker.perf.journey;

import java.util.Optional;

/**
 * Looks for the highest rate that is held: faster and faster until one is not, then between the
 * last two.
 */
public final class KneeSearch {
  private static final double GROWTH = 1.5;
  private static final int HALVINGS = 3;

  /** A rate is tried. */
  @FunctionalInterface
  public interface Attempt {
    /** Why the rate is not held; empty where it is. */
    Optional<String> at(double perSecond);
  }

  private final Attempt attempt;

  public KneeSearch(Attempt attempt) {
    this.attempt = attempt;
  }

  /**
   * The result is within 6 % of the first rate that was not held.
   *
   * @param start must be well below the knee
   * @param most where to stop
   * @throws IllegalStateException when not even the first rate is held
   */
  public double find(double start, double most) {
    double held = start;
    Optional<String> reason = attempt.at(start);
    if (reason.isPresent()) {
      throw new IllegalStateException(
          "%.0f a second are not held: %s".formatted(start, reason.get()));
    }
    double broken = start * GROWTH;
    while (broken < most && attempt.at(broken).isEmpty()) {
      held = broken;
      broken *= GROWTH;
    }
    for (int i = 0; i < HALVINGS; i++) {
      double between = Math.sqrt(held * broken);
      if (attempt.at(between).isEmpty()) {
        held = between;
      } else {
        broken = between;
      }
    }
    return held;
  }
}

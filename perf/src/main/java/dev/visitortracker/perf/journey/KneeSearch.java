package dev.visitortracker.perf.journey;

import java.util.Optional;
import java.util.function.DoubleFunction;

/**
 * Looks for the highest rate that is held: faster and faster until one is not, then between the
 * last two. A rate that is not held is tried once more, because a vacuum or a compiler that came in
 * between is not the knee.
 */
public final class KneeSearch {
  private static final double GROWTH = 1.5;
  private static final int HALVINGS = 3;
  private static final double MAX_SHRINKING = 64;

  private final DoubleFunction<Optional<String>> attempt;

  /**
   * Searches by trying.
   *
   * @param attempt tries a rate and says why it is not held; empty where it is
   */
  public KneeSearch(DoubleFunction<Optional<String>> attempt) {
    this.attempt = attempt;
  }

  /**
   * The result is within 6 % of the lowest rate that was not held.
   *
   * @param start should be well below the knee; halved while it is not held
   * @param most where to stop
   * @throws IllegalStateException when not even a 64th of the start is held
   */
  public double find(double start, double most) {
    double held = start;
    Optional<String> reason = reason(held);
    while (reason.isPresent() && held > start / MAX_SHRINKING) {
      held /= 2;
      reason = reason(held);
    }
    if (reason.isPresent()) {
      throw new IllegalStateException(
          "%.0f a second are not held: %s".formatted(held, reason.get()));
    }
    double broken = held < start ? held * 2 : held * GROWTH;
    while (held >= start && broken < most && reason(broken).isEmpty()) {
      held = broken;
      broken *= GROWTH;
    }
    for (int i = 0; i < HALVINGS; i++) {
      double between = Math.sqrt(held * broken);
      if (reason(between).isEmpty()) {
        held = between;
      } else {
        broken = between;
      }
    }
    return held;
  }

  private Optional<String> reason(double perSecond) {
    return attempt.apply(perSecond).isPresent() ? attempt.apply(perSecond) : Optional.empty();
  }
}

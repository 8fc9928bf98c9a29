package dev.visitortracker.perf.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * When each request of an open load is due, whatever became of the ones before it: stages of a
 * constant or evenly changing rate, one after the other.
 */
public final class Arrivals {
  private final List<Stage> stages;

  private Arrivals(List<Stage> stages) {
    this.stages = List.copyOf(stages);
  }

  public static Arrivals constant(double perSecond, Duration length) {
    return ramp(perSecond, perSecond, length);
  }

  public static Arrivals ramp(double fromPerSecond, double toPerSecond, Duration length) {
    return new Arrivals(List.of(new Stage(fromPerSecond, toPerSecond, length.toNanos() / 1e9)));
  }

  public Arrivals then(Arrivals next) {
    List<Stage> both = new ArrayList<>(stages);
    both.addAll(next.stages);
    return new Arrivals(both);
  }

  public long count() {
    return stages.stream().mapToLong(Stage::count).sum();
  }

  public Duration length() {
    return Duration.ofNanos(
        Math.round(stages.stream().mapToDouble(Stage::seconds).sum() * 1_000_000_000));
  }

  /** Nanoseconds from the start to the request with this number, the first of which is 0. */
  long dueNanos(long number) {
    long left = number;
    double begin = 0;
    for (Stage stage : stages) {
      if (left < stage.count()) {
        return Math.round((begin + stage.dueSeconds(left)) * 1_000_000_000);
      }
      left -= stage.count();
      begin += stage.seconds();
    }
    throw new IllegalArgumentException("there are only " + count() + " requests");
  }

  private record Stage(double from, double to, double seconds) {
    Stage {
      if (from < 0 || to < 0 || from + to == 0 || seconds <= 0) {
        throw new IllegalArgumentException(
            "a stage needs a rate and a length: %s to %s a second for %s s"
                .formatted(from, to, seconds));
      }
    }

    long count() {
      return Math.round((from + to) / 2 * seconds);
    }

    /**
     * The time at which the area under the rate is {@code number}: the root of {@code from·t + (to
     * − from)·t² ÷ 2·seconds = number}, in the form that also holds for a constant rate.
     */
    double dueSeconds(long number) {
      double slope = (to - from) / (2 * seconds);
      double root = Math.sqrt(Math.max(0, from * from + 4 * slope * number));
      return number == 0 ? 0 : Math.min(seconds, 2 * number / (from + root));
    }
  }
}

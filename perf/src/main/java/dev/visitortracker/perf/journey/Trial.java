package dev.visitortracker.perf.journey;

import dev.visitortracker.perf.load.Arrivals;
import dev.visitortracker.perf.load.Bodies;
import dev.visitortracker.perf.load.HttpLoad;
import dev.visitortracker.perf.load.LoadResult;
import dev.visitortracker.perf.load.Outcomes;
import dev.visitortracker.perf.load.Requests;
import dev.visitortracker.perf.load.Second;
import dev.visitortracker.perf.watch.Await;
import dev.visitortracker.perf.watch.Lag;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** Single events at a constant rate through one API instance, and whether the journey keeps up. */
public final class Trial {
  private static final int CONNECTIONS = 256;
  private static final int BODIES = 2_000;

  /** The share of sends that may be late. A busy machine delays some. */
  private static final double MAX_LATE = 0.01;

  private static final Duration POLL = Duration.ofMillis(50);
  private static final Duration DRAIN_LIMIT = Duration.ofMinutes(2);
  private static final Requests EVENTS =
      Requests.post("/events", "application/json", new Bodies().singles(BODIES));

  private final HttpLoad load;
  private final Lag lag;
  private final Objectives objectives;

  /**
   * @param api where the events are sent
   */
  public Trial(String api, Lag lag, Objectives objectives) {
    this.load = new HttpLoad(api, CONNECTIONS);
    this.lag = lag;
    this.objectives = objectives;
  }

  /**
   * Sends as fast as answers come, to warm up: the JVM compiles what it is asked for often, and on
   * cores that are all taken it does so for a minute. What is measured before that is the compiler.
   */
  public LoadResult saturate(Duration length, Consumer<Second> each) {
    return load.closed(length, EVENTS, each);
  }

  /** Sends for so long. */
  public LoadResult run(double perSecond, Duration length, Consumer<Second> each) {
    return load.open(new Arrivals(perSecond, length), EVENTS, each);
  }

  /**
   * Why a load was not held; empty where it was. To be asked right after its end, because the
   * backlog counts: what waits in Kafka must be less than what arrives within the objective of
   * visibility.
   */
  public Optional<String> notHeld(LoadResult result, double perSecond) {
    OptionalLong behind = lag.records();
    Outcomes outcomes = result.outcomes();
    double allowed = perSecond * objectives.visible().toNanos() / 1e9;
    if (outcomes.unsent() + outcomes.failed() + outcomes.refused() > 0) {
      return Optional.of(
          "%,d unsent, %,d failed, %,d refused"
              .formatted(outcomes.unsent(), outcomes.failed(), outcomes.refused()));
    }
    if (outcomes.late() > MAX_LATE * outcomes.sent()) {
      return Optional.of("%,d of %,d sent late".formatted(outcomes.late(), outcomes.sent()));
    }
    if (result.millis(99) > objectives.p99().toMillis()) {
      return Optional.of("p99 %.0f ms".formatted(result.millis(99)));
    }
    if (behind.isEmpty() || behind.getAsLong() > allowed) {
      return Optional.of("%,d visits behind".formatted(behind.orElse(-1)));
    }
    return Optional.empty();
  }

  /**
   * Returns when nothing waits in Kafka.
   *
   * @throws IllegalStateException after two minutes
   */
  public void drain() {
    Await.until(
        "storing the backlog", DRAIN_LIMIT, POLL, () -> lag.records().orElse(Long.MAX_VALUE) == 0);
  }
}

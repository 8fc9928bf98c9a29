package dev.visitortracker.perf.bench;

import dev.visitortracker.local.LocalStack;
import dev.visitortracker.perf.journey.KneeSearch;
import dev.visitortracker.perf.journey.Objectives;
import dev.visitortracker.perf.journey.Trial;
import dev.visitortracker.perf.journey.VisibilityProbe;
import dev.visitortracker.perf.journey.VisibleProbe;
import dev.visitortracker.perf.load.LoadResult;
import dev.visitortracker.perf.peer.Database;
import dev.visitortracker.perf.peer.NumberQuery;
import dev.visitortracker.perf.report.Figure;
import dev.visitortracker.perf.watch.Lag;
import dev.visitortracker.perf.watch.ProcessUse;
import dev.visitortracker.perf.watch.Watch;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/**
 * Single events from HTTP until they are visible on both replicas: the highest rate that is held,
 * and at 80 % of it how soon they are visible and what a million of them costs. Everything shares
 * the cores, the sender too.
 */
final class JourneyBench {
  private static final double RATE_TARGET = 20_000;
  private static final double VISIBLE_TARGET_MILLIS = 1_000;
  private static final double API_MEMORY_TARGET_MB = 400;
  private static final double SHARE_OF_KNEE = 0.8;
  private static final double START = 1_000;
  private static final double MOST = 100_000;

  private static final int WARM_UP_SHARES = 6;

  private static final double PROBES_PER_SECOND = 20;

  /** Some seconds more than a sample: the percentiles need some hundred probes. */
  private static final Duration HOLD_MORE = Duration.ofSeconds(4);

  /**
   * Loose for the answer: the figure is how much is carried, and the certificate holds the rest.
   */
  private static final Objectives OBJECTIVES =
      new Objectives(Duration.ofMillis(500), Duration.ofSeconds(1));

  private static final Duration VISIBLE_LIMIT = Duration.ofSeconds(30);
  private static final double MB = 1 << 20;
  private static final String WAL =
      "SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint";

  private final Laboratory laboratory;
  private final LocalStack stack;
  private final Trial trial;
  private final Map<String, List<Double>> samples = new LinkedHashMap<>();
  private final Map<String, String> units = new LinkedHashMap<>();

  private JourneyBench(Laboratory laboratory, LocalStack stack, Lag lag) {
    this.laboratory = laboratory;
    this.stack = stack;
    this.trial = new Trial(stack.apiUrls().getFirst(), lag, OBJECTIVES);
  }

  static List<Figure> run(Laboratory laboratory) throws Exception {
    LocalStack stack = laboratory.stack(laboratory.stacks().whole("journey"));
    try (Lag lag = new Lag(stack)) {
      return new JourneyBench(laboratory, stack, lag).measure();
    }
  }

  private List<Figure> measure() throws SQLException {
    Duration length = laboratory.effort().sample();
    warmUp(laboratory.effort().warmUp().multipliedBy(WARM_UP_SHARES));
    List<Double> knees = new ArrayList<>();
    double start = START;
    for (int sample = 0; sample < laboratory.effort().samples(); sample++) {
      double knee = new KneeSearch(rate -> attempt(rate, length)).find(start, MOST);
      knees.add(knee);
      // The next search need not come from so far below.
      start = Math.max(START, knee / 3);
    }
    Figure held = Figure.of("single events, HTTP to replicas", "events/s", knees);
    for (int sample = 0; sample < laboratory.effort().samples(); sample++) {
      hold(held.value() * SHARE_OF_KNEE, length.plus(HOLD_MORE));
    }
    List<Figure> figures = new ArrayList<>(List.of(held.atLeast(RATE_TARGET)));
    samples.forEach(
        (name, values) ->
            figures.add(withTarget(Figure.of(name, units.getOrDefault(name, ""), values))));
    return figures;
  }

  private void warmUp(Duration length) {
    trial.saturate(
        length,
        second ->
            System.out.printf(
                "  warming up, %,.0f/s, %.0f s left%n",
                second.rate(), Math.max(0, length.toSeconds() - second.at())));
    trial.drain();
  }

  private static Figure withTarget(Figure figure) {
    return switch (figure.name()) {
      case "time to visible at 80 %, p99" -> figure.atMost(VISIBLE_TARGET_MILLIS);
      case "resident memory of api-1" -> figure.atMost(API_MEMORY_TARGET_MB);
      default -> figure;
    };
  }

  private Optional<String> attempt(double perSecond, Duration length) {
    double start = laboratory.now();
    LoadResult result = trial.run(perSecond, length, _ -> {});
    Optional<String> broken = trial.notHeld(result, perSecond);
    laboratory.drawn("offered %,.0f".formatted(perSecond), start, result);
    System.out.printf(
        "  %,7.0f/s  p99 %5.0f ms  %s%n", perSecond, result.millis(99), broken.orElse("held"));
    trial.drain();
    return broken;
  }

  private void hold(double perSecond, Duration length) throws SQLException {
    Map<String, ProcessUse> before = Watch.use(stack);
    try (NumberQuery wal = new Database(stack).query(WAL);
        VisibilityProbe probe = new VisibilityProbe(stack, PROBES_PER_SECOND)) {
      long written = wal.number();
      double start = laboratory.now();
      LoadResult result = trial.run(perSecond, length, _ -> {});
      laboratory.drawn("80 % of the knee", start, result);
      probe.finish(VISIBLE_LIMIT);
      trial.drain();
      double millions = (result.outcomes().good() + probe.accepted()) / 1e6;
      add("time to visible at 80 %, p50", "ms", visible(probe, 50));
      add("time to visible at 80 %, p99", "ms", visible(probe, 99));
      add("answer at 80 %, p99", "ms", result.millis(99));
      add("WAL per million events", "MB", (wal.number() - written) / MB / millions);
      use(before, millions);
      System.out.printf(
          "  %,.0f/s held for %d s: visible p99 %.0f ms, %d of %d probes missing%n",
          perSecond, length.toSeconds(), visible(probe, 99), probe.missing(), probe.accepted());
    }
  }

  private void use(Map<String, ProcessUse> before, double millions) {
    Map<String, ProcessUse> after = Watch.use(stack);
    double all = 0;
    for (Map.Entry<String, ProcessUse> part : after.entrySet()) {
      double used =
          part.getValue().cpuSeconds()
              - before.getOrDefault(part.getKey(), ProcessUse.NONE).cpuSeconds();
      all += used;
      add("CPU of " + part.getKey() + " per million events", "s", used / millions);
    }
    add("CPU of all parts per million events", "s", all / millions);
    after.forEach(
        (part, use) -> add("resident memory of " + part, "MB", use.residentInBytes() / MB));
  }

  private void add(String name, String unit, double value) {
    units.put(name, unit);
    samples.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
  }

  /** What never became visible counts with all the time that it was given. */
  private static double visible(VisibilityProbe probe, double percentile) {
    Histogram millis = new Histogram(3);
    for (VisibleProbe seen : probe.visibleProbes()) {
      millis.recordValue(seen.nanos() / 1_000_000);
    }
    millis.recordValueWithCount(VISIBLE_LIMIT.toMillis(), probe.missing());
    return millis.getValueAtPercentile(percentile);
  }
}

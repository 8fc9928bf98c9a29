package dev.visitortracker.perf.certify;

import dev.visitortracker.perf.journey.Objectives;
import dev.visitortracker.perf.load.LoadResult;
import dev.visitortracker.perf.load.Outcomes;
import dev.visitortracker.perf.load.Second;
import dev.visitortracker.perf.report.Check;
import dev.visitortracker.perf.watch.Moment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoublePredicate;
import java.util.function.Predicate;
import org.HdrHistogram.Histogram;

/**
 * Holds what was seen against the objectives: outside of faults all of them, within a fault its
 * own.
 */
final class Promises {
  /** A second of the load is about one second long, and began before it is told of. */
  private static final double SECOND = 1.2;

  /** Memory that grows by more than this from the first third to the last is not flat. */
  private static final double MAX_GROWTH = 1.15;

  private static final long GROWTH_SLACK_IN_BYTES = 32L << 20;
  private static final double MB = 1 << 20;

  /** Fewer moments say nothing of growth: a JVM reaches its size in its first minute. */
  private static final int MIN_MOMENTS = 120;

  private final Objectives objectives;
  private final Held held;

  Promises(Objectives objectives, Held held) {
    this.objectives = objectives;
    this.held = held;
  }

  List<Check> checks() {
    List<Check> checks = new ArrayList<>();
    checks.add(latency());
    checks.add(answers("Outside of faults every event was accepted", held.events()));
    checks.add(answers("Outside of faults every read was answered", held.reads()));
    checks.add(visible());
    checks.add(nothingLost());
    held.windows().forEach(window -> checks.add(during(window)));
    checks.add(sentInTime());
    checks.addAll(memory());
    return checks;
  }

  private Check latency() {
    Histogram latency = new Histogram(3);
    for (Second second : held.events().seconds()) {
      if (isQuiet(held.events(), second)) {
        latency.add(second.latency());
      }
    }
    double p99 = p99(latency) / 1e3;
    return new Check(
        "p99 of an event's answer at most " + objectives.p99().toMillis() + " ms outside of faults",
        "%.1f ms over %,d answers".formatted(p99, latency.getTotalCount()),
        latency.getTotalCount() > 0 && p99 <= objectives.p99().toMillis());
  }

  private Check answers(String promise, LoadResult load) {
    Outcomes outcomes = sum(load, second -> isQuiet(load, second));
    long good = outcomes.good();
    long bad = outcomes.failed() + outcomes.refused();
    return new Check(promise, "%,d good, %,d not".formatted(good, bad), bad == 0 && good > 0);
  }

  private Check visible() {
    Histogram millis = millis(held::isUndisturbed);
    double p99 = p99(millis);
    return new Check(
        "p99 of the time to visible at most "
            + objectives.visible().toMillis()
            + " ms outside of faults",
        "%.0f ms over %,d probes".formatted(p99, millis.getTotalCount()),
        millis.getTotalCount() > 0 && p99 <= objectives.visible().toMillis());
  }

  private Check nothingLost() {
    return new Check(
        "Every accepted probe became visible",
        "%,d of %,d accepted are missing; %,d were sent"
            .formatted(held.probesMissing(), held.probesAccepted(), held.probesSent()),
        held.probesMissing() == 0 && held.probesAccepted() > 0);
  }

  private Check during(Window window) {
    Outcomes events =
        sum(held.events(), second -> touches(window, held.second(held.events(), second)));
    Outcomes reads =
        sum(held.reads(), second -> touches(window, held.second(held.reads(), second)));
    Histogram millis = millis(second -> second >= window.killed() && second <= window.end());
    double p99 = p99(millis);
    Fault fault = window.fault();
    long wrong = events.failed() + (fault.accepts() ? events.refused() : 0);
    boolean readsHeld = !fault.reads() || reads.failed() + reads.refused() == 0;
    boolean visibleHeld = !fault.visible() || p99 <= objectives.visible().toMillis();
    return new Check(
        "%s killed at %.0f s, back at %.0f s: %s"
            .formatted(fault.part(), window.killed(), window.back(), fault.obligation()),
        "events: %,d accepted, %,d refused with Retry-After, %,d failed; reads: %,d answered, %,d not; visible p99 %.0f ms"
            .formatted(
                events.good(),
                events.refused(),
                events.failed(),
                reads.good(),
                reads.failed() + reads.refused(),
                p99),
        wrong == 0 && readsHeld && visibleHeld);
  }

  /** A generator that does not keep up would not have asked for what the certificate says. */
  private Check sentInTime() {
    Outcomes events = sum(held.events(), second -> isQuiet(held.events(), second));
    long unsent = held.events().outcomes().unsent();
    return new Check(
        "The load was sent as planned: at most 1 % late outside of faults, nothing left out",
        "%,d of %,d late, %,d left out".formatted(events.late(), events.sent(), unsent),
        events.late() <= events.sent() / 100 && unsent == 0);
  }

  private List<Check> memory() {
    List<Check> checks = new ArrayList<>();
    Map<String, List<Long>> byPart = new TreeMap<>();
    for (Moment moment : held.moments()) {
      moment
          .use()
          .forEach(
              (part, use) ->
                  byPart.computeIfAbsent(part, _ -> new ArrayList<>()).add(use.residentInBytes()));
    }
    byPart.keySet().removeIf(part -> !part.startsWith("api-") && !part.startsWith("worker-"));
    byPart.forEach((part, bytes) -> checks.add(flat(part, bytes)));
    return checks;
  }

  private static Check flat(String part, List<Long> bytes) {
    double first = mean(bytes.subList(bytes.size() / 3, bytes.size() * 2 / 3 + 1));
    double last = mean(bytes.subList(bytes.size() * 2 / 3, bytes.size()));
    boolean isFlat = last <= Math.max(first * MAX_GROWTH, first + GROWTH_SLACK_IN_BYTES);
    boolean isTooShort = bytes.size() < MIN_MOMENTS;
    return new Check(
        "Memory of " + part + " stayed flat",
        "%.0f MB in the second third, %.0f MB in the last%s"
            .formatted(first / MB, last / MB, isTooShort ? "; too short to judge" : ""),
        isFlat || isTooShort);
  }

  private static double mean(List<Long> values) {
    return values.stream().mapToLong(Long::longValue).average().orElse(0);
  }

  private static double p99(Histogram values) {
    return values.getTotalCount() == 0 ? 0 : values.getValueAtPercentile(99);
  }

  private boolean isQuiet(LoadResult load, Second second) {
    double end = held.second(load, second);
    return held.windows().stream().noneMatch(window -> touches(window, end));
  }

  private static Outcomes sum(LoadResult load, Predicate<Second> of) {
    return load.seconds().stream()
        .filter(of)
        .map(Second::outcomes)
        .reduce(Outcomes.NONE, Outcomes::plus);
  }

  private static boolean touches(Window window, double end) {
    return window.covers(end) || window.covers(end - SECOND);
  }

  private Histogram millis(DoublePredicate at) {
    Histogram millis = new Histogram(3);
    held.visibleProbes().stream()
        .filter(probe -> at.test(held.second(probe)))
        .forEach(probe -> millis.recordValue(probe.nanos() / 1_000_000));
    return millis;
  }
}

package dev.visitortracker.attack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What became of the requests of one step; its fields are those of the runner's tally. */
final class StepTally {
  private static final Pattern ACCEPTED = Pattern.compile("\"accepted\":(\\d+)");

  private final AttackPlan plan;
  private final AttackPlan.Step step;
  private final LongAdder sent = new LongAdder();
  private final LongAdder asExpected = new LongAdder();
  private final LongAdder late = new LongAdder();
  private final LongAdder accepted = new LongAdder();
  private final LongAdder unanswered = new LongAdder();
  private final Map<String, LongAdder> unexpected = new ConcurrentSkipListMap<>();

  /** By latency in ms, which is as fine as Gatling tells it. */
  private final Map<Long, LongAdder> latencies = new ConcurrentSkipListMap<>();

  StepTally(AttackPlan plan, AttackPlan.Step step) {
    this.plan = plan;
    this.step = step;
  }

  void sent(double lateSeconds) {
    sent.increment();
    if (lateSeconds * 1000 > plan.lateAfterMillis()) {
      late.increment();
    }
  }

  void unanswered() {
    unanswered.increment();
  }

  void answered(int status, String body, double millisSinceDue) {
    count(latencies, Math.max(0, Math.round(millisSinceDue)));
    if (plan.expect().contains(status)) {
      asExpected.increment();
      Matcher said = ACCEPTED.matcher(body);
      accepted.add(said.find() ? Long.parseLong(said.group(1)) : 0);
    } else {
      count(unexpected, String.valueOf(status));
    }
  }

  void write(Path file) throws IOException {
    Map<String, Object> written = new LinkedHashMap<>();
    written.put("planned", step.planned());
    written.put("sent", sent.sum());
    written.put("as_expected", asExpected.sum());
    written.put("unexpected", unexpected);
    written.put("errors", unanswered.sum() == 0 ? Map.of() : Map.of("no answer", unanswered.sum()));
    written.put("late", late.sum());
    // A rate that is no whole number of users a second is rounded.
    written.put("dropped", Math.max(0, step.planned() - sent.sum() - (long) step.seconds() - 1));
    written.put("accepted", accepted.sum());
    written.put("unanswered", unanswered.sum());
    written.put(
        "latencies",
        latencies.entrySet().stream()
            .map(entry -> List.of(entry.getKey() * 1000, entry.getValue().sum()))
            .toList());
    Files.writeString(file, AttackPlan.JSON.writeValueAsString(written));
  }

  private static <K> void count(Map<K, LongAdder> counts, K key) {
    counts.computeIfAbsent(key, any -> new LongAdder()).increment();
  }
}

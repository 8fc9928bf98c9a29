package dev.visitortracker.perf.attack;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/**
 * What became of the requests of one step: {@code sent = as expected + unexpected + errors}, and
 * where the tool has a rate {@code planned = sent + dropped}. Tallies of several generators are
 * added; their histograms too, so that percentiles are those of all requests.
 *
 * @param planned due by the rate
 * @param asExpected answered with a status of the scenario
 * @param unexpected answered otherwise, by status
 * @param errors not answered, by what happened
 * @param late sent too long after they were due
 * @param dropped due and never sent
 * @param accepted events that the service said it accepted
 * @param unanswered requests whose fate the client does not know
 * @param latencies in µs, of all answers
 */
record Tally(
    long planned,
    long sent,
    long asExpected,
    Map<String, Long> unexpected,
    Map<String, Long> errors,
    long late,
    long dropped,
    long accepted,
    long unanswered,
    Histogram latencies) {
  private static final long MAX_MICROS = 3_600_000_000L;
  private static final int DIGITS = 3;

  static Histogram histogram() {
    return new Histogram(MAX_MICROS, DIGITS);
  }

  static void record(Histogram histogram, long micros, long count) {
    histogram.recordValueWithCount(Math.clamp(micros, 0, MAX_MICROS), count);
  }

  Tally plus(Tally other) {
    Histogram both = latencies.copy();
    both.add(other.latencies);
    return new Tally(
        planned + other.planned,
        sent + other.sent,
        asExpected + other.asExpected,
        sum(unexpected, other.unexpected),
        sum(errors, other.errors),
        late + other.late,
        dropped + other.dropped,
        accepted + other.accepted,
        unanswered + other.unanswered,
        both);
  }

  double errorShare() {
    return sent == 0 ? 0 : (double) failed() / sent;
  }

  String errorText() {
    return sum(unexpected, errors).entrySet().stream()
        .map(entry -> entry.getValue() + " × " + entry.getKey())
        .collect(Collectors.joining(", "));
  }

  /** As the tools write it: the histogram as pairs of value and count. */
  static Tally parse(String json) {
    return ObjectivesFile.JSON.readValue(json, Written.class).tally();
  }

  String json() {
    List<List<Long>> pairs = new ArrayList<>();
    latencies
        .recordedValues()
        .forEach(
            value ->
                pairs.add(
                    List.of(value.getValueIteratedTo(), value.getCountAddedInThisIterationStep())));
    return ObjectivesFile.JSON.writeValueAsString(
        new Written(
            planned,
            sent,
            asExpected,
            unexpected,
            errors,
            late,
            dropped,
            accepted,
            unanswered,
            pairs));
  }

  private long failed() {
    return unexpected.values().stream().mapToLong(Long::longValue).sum()
        + errors.values().stream().mapToLong(Long::longValue).sum();
  }

  private static Map<String, Long> sum(Map<String, Long> one, Map<String, Long> other) {
    Map<String, Long> sum = new TreeMap<>(one);
    other.forEach((name, count) -> sum.merge(name, count, Long::sum));
    return sum;
  }

  private record Written(
      long planned,
      long sent,
      long asExpected,
      Map<String, Long> unexpected,
      Map<String, Long> errors,
      long late,
      long dropped,
      long accepted,
      long unanswered,
      List<List<Long>> latencies) {
    Tally tally() {
      Histogram histogram = histogram();
      latencies.forEach(pair -> record(histogram, pair.getFirst(), pair.getLast()));
      return new Tally(
          planned,
          sent,
          asExpected,
          unexpected,
          errors,
          late,
          dropped,
          accepted,
          unanswered,
          histogram);
    }
  }
}

package dev.visitortracker.perf.attack;

import java.util.Map;
import org.HdrHistogram.Histogram;

/** Tallies for tests: every request was sent, and answered as expected. */
final class Tallies {
  private Tallies() {}

  /** One request for each latency. */
  static Tally of(long... latenciesMillis) {
    Histogram histogram = Tally.histogram();
    for (long millis : latenciesMillis) {
      Tally.record(histogram, millis * 1000, 1);
    }
    int count = latenciesMillis.length;
    return new Tally(count, count, count, Map.of(), Map.of(), 0, 0, count, 0, histogram);
  }

  static Tally failed(Map<String, Long> unexpected, Map<String, Long> errors) {
    Tally sent = of(1, 1, 1, 1);
    return new Tally(4, 4, 4, unexpected, errors, 0, 0, 0, 0, sent.latencies());
  }

  static Tally lost(long late, long dropped) {
    Tally sent = of(1, 1, 1, 1);
    return new Tally(4 + dropped, 4, 4, Map.of(), Map.of(), late, dropped, 4, 0, sent.latencies());
  }
}

package dev.visitortracker.perf.load;

import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/** Cuts what a load records into seconds. One thread only. */
final class Seconds {
  private final OutcomeRecorder recorder;
  private final long start;
  private final List<Second> seconds = new ArrayList<>();
  private final Histogram latency = new Histogram(OutcomeRecorder.DIGITS);
  private Outcomes before = Outcomes.NONE;
  private double beforeAt;

  /**
   * @param start of the load, in {@link System#nanoTime}
   */
  Seconds(OutcomeRecorder recorder, long start) {
    this.recorder = recorder;
    this.start = start;
  }

  /** What has happened since the last call. */
  Second next() {
    double at = (System.nanoTime() - start) / 1e9;
    Outcomes now = recorder.outcomes();
    // A copy that is as large as what it holds: there is one for each second.
    Histogram interval = new Histogram(OutcomeRecorder.DIGITS);
    interval.add(recorder.latencySinceLastCall());
    latency.add(interval);
    var second = new Second(at, at - beforeAt, now.minus(before), interval);
    seconds.add(second);
    before = now;
    beforeAt = at;
    return second;
  }

  LoadResult result(long unsent) {
    next();
    return new LoadResult(start, beforeAt, before.withUnsent(unsent), latency, seconds);
  }
}

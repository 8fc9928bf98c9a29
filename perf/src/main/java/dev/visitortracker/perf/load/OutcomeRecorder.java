package dev.visitortracker.perf.load;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;

/** What became of the requests of a load. Written by its thread, read by any. */
final class OutcomeRecorder {
  /** Latencies are kept in microseconds, up to this and with three digits. */
  static final long MAX_MICROS = TimeUnit.MINUTES.toMicros(10);

  static final int DIGITS = 3;
  private static final int STATUSES = 600;

  private final SingleWriterRecorder latency = new SingleWriterRecorder(MAX_MICROS, DIGITS);
  private final AtomicLongArray statuses = new AtomicLongArray(STATUSES);
  private final LongAdder sent = new LongAdder();
  private final LongAdder late = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder disconnected = new LongAdder();
  private final LongAdder timedOut = new LongAdder();

  void sent(boolean isLate) {
    sent.increment();
    if (isLate) {
      late.increment();
    }
  }

  /**
   * Counts an answer; only the time of a good one is a latency, since a refusal is quick.
   *
   * @param nanos since the request was due
   */
  void answered(int status, boolean saysWhenToRetry, long nanos) {
    statuses.incrementAndGet(Math.min(status, STATUSES - 1));
    if (status < 400) {
      latency.recordValue(micros(nanos));
    } else if (saysWhenToRetry && (status == 503 || status == 429)) {
      refused.increment();
    }
  }

  /** The connection ended before the answer did. */
  void disconnected(long nanos) {
    disconnected.increment();
    latency.recordValue(micros(nanos));
  }

  /** No answer came in time. */
  void timedOut(long nanos) {
    timedOut.increment();
    latency.recordValue(micros(nanos));
  }

  /** The latencies since the last call; one reader only. */
  Histogram latencySinceLastCall() {
    return latency.getIntervalHistogram();
  }

  Outcomes outcomes() {
    Map<Integer, Long> byStatus = new TreeMap<>();
    for (int status = 0; status < STATUSES; status++) {
      long count = statuses.get(status);
      if (count > 0) {
        byStatus.put(status, count);
      }
    }
    return new Outcomes(
        sent.sum(), late.sum(), 0, byStatus, refused.sum(), disconnected.sum(), timedOut.sum());
  }

  private static long micros(long nanos) {
    return Math.clamp(nanos / 1000, 0, MAX_MICROS);
  }
}

package dev.visitortracker.worker.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * The names of all metrics of the worker, and the sums that must hold:
 *
 * <pre>visits.consumed = visits.stored + visits.duplicate + visits.dead_lettered</pre>
 *
 * for batches that are committed. Worry when {@code visits.dead_lettered} grows, or when {@code
 * visits.stored} stands still while the topic grows.
 */
public final class WorkerMetrics {
  private final Counter consumed;
  private final Counter stored;
  private final Counter duplicate;
  private final Counter deadLettered;
  private final Counter restarts;

  public WorkerMetrics(MeterRegistry registry) {
    consumed = registry.counter("visits.consumed");
    stored = registry.counter("visits.stored");
    duplicate = registry.counter("visits.duplicate");
    deadLettered = registry.counter("visits.dead_lettered");
    restarts = registry.counter("ingest.restarts");
  }

  /** One batch is committed. */
  public void committed(long storedVisits, long duplicates, long deadLetters) {
    consumed.increment((double) (storedVisits + duplicates + deadLetters));
    stored.increment((double) storedVisits);
    duplicate.increment((double) duplicates);
    deadLettered.increment((double) deadLetters);
  }

  /** The consumer ended with an error and is started again. */
  public void restarted() {
    restarts.increment();
  }
}

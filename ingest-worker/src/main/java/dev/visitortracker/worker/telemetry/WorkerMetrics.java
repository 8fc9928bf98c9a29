package dev.visitortracker.worker.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/**
 * The names of all metrics of the worker, and the sums that must hold:
 *
 * <pre>visits.consumed = visits.stored + visits.duplicate + visits.dead_lettered</pre>
 *
 * for batches that are committed. Worry when {@code visits.dead_lettered} grows, when {@code
 * ingest.lag} grows for minutes, or when anything stays at its {@code .limit}.
 */
public final class WorkerMetrics {
  private static final Duration SHORTEST = Duration.ofMillis(5);
  private static final Duration LONGEST = Duration.ofMinutes(5);

  private final MeterRegistry registry;
  private final Counter consumed;
  private final Counter stored;
  private final Counter duplicate;
  private final Counter deadLettered;
  private final Counter restarts;
  private final DistributionSummary batchRecords;
  private final MultiGauge lag;
  private final MultiGauge standingStill;
  private final AtomicLong replicaLagMillis = new AtomicLong();

  public WorkerMetrics(MeterRegistry registry) {
    this.registry = registry;
    consumed = registry.counter("visits.consumed");
    stored = registry.counter("visits.stored");
    duplicate = registry.counter("visits.duplicate");
    deadLettered = registry.counter("visits.dead_lettered");
    restarts = registry.counter("ingest.restarts");
    batchRecords = registry.summary("ingest.batch.records");
    lag =
        MultiGauge.builder("ingest.lag")
            .baseUnit("records")
            .description("appended to Kafka and not yet stored")
            .register(registry);
    standingStill =
        MultiGauge.builder("ingest.standing_still")
            .description("partitions that wait for an operator to accept lost records")
            .register(registry);
    registry.gauge("replication.lag.seconds", replicaLagMillis, millis -> millis.get() / 1e3);
  }

  /** For commands, which nobody scrapes. */
  public static WorkerMetrics unobserved() {
    return new WorkerMetrics(new SimpleMeterRegistry());
  }

  /** Counts the records of a batch that is committed. */
  public void committed(long storedVisits, long duplicates, long deadLetters) {
    long records = storedVisits + duplicates + deadLetters;
    batchRecords.record((double) records);
    consumed.increment((double) records);
    stored.increment((double) storedVisits);
    duplicate.increment((double) duplicates);
    deadLettered.increment((double) deadLetters);
  }

  /**
   * The oldest visit of a batch is committed; the slowest replica's lag is added, because only then
   * it can be read everywhere.
   */
  public void visible(int partition, Duration sinceSent) {
    Timer.builder("ingest.time_to_visible")
        .description("from the API's send to the slowest replica, oldest visit of each batch")
        .tag("partition", Integer.toString(partition))
        .publishPercentileHistogram()
        .minimumExpectedValue(SHORTEST)
        .maximumExpectedValue(LONGEST)
        .register(registry)
        .record(sinceSent.plusMillis(replicaLagMillis.get()));
  }

  /** Partition to records; a partition that is not in the map has gone to another worker. */
  public void lag(Map<Integer, Long> records) {
    lag.register(
        records.entrySet().stream()
            .map(entry -> Row.of(Tags.of("partition", entry.getKey().toString()), entry.getValue()))
            .toList(),
        true);
  }

  /** Partition to the cause, from a closed set, for which it waits for an operator. */
  public void standingStill(Map<Integer, String> causes) {
    standingStill.register(
        causes.entrySet().stream()
            .map(
                entry ->
                    Row.of(
                        Tags.of("partition", entry.getKey().toString(), "cause", entry.getValue()),
                        1))
            .toList(),
        true);
  }

  public void replicaLag(Duration slowest) {
    replicaLagMillis.set(slowest.toMillis());
  }

  /** Registers a gauge of something bounded, and its bound as {@code name.limit}. */
  public void bounded(String name, LongSupplier used, long limit) {
    Gauge.builder(name, used::getAsLong).register(registry);
    Gauge.builder(name + ".limit", () -> limit).register(registry);
  }

  /** Registers {@code ingest.paused}: 1 while the writer or the consumer waits, else 0. */
  public void paused(IntSupplier paused) {
    Gauge.builder("ingest.paused", paused::getAsInt).register(registry);
  }

  /** An attempt to store a batch failed and is tried again. */
  public void attemptFailed(Condition condition) {
    registry.counter("ingest.attempts.failed", "condition", condition.tag()).increment();
  }

  /**
   * A job of the upkeep ended.
   *
   * @param job from a closed set
   * @param outcome {@code done} or {@code failed}
   */
  public void upkeepRun(String job, String outcome, Duration duration) {
    registry.timer("upkeep.run", "job", job, "outcome", outcome).record(duration);
  }

  /** The consumer ended with an error and is started again. */
  public void restarted() {
    restarts.increment();
  }
}

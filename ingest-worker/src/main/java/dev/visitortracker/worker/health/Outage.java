package dev.visitortracker.worker.health;

import dev.visitortracker.worker.primary.SqlState;
import dev.visitortracker.worker.telemetry.Condition;
import dev.visitortracker.worker.telemetry.WorkerMetrics;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Why the worker waits, if it does. Counts each attempt; logs the beginning, a change and the end.
 */
public final class Outage {
  private static final Logger log = LoggerFactory.getLogger(Outage.class);

  private final WorkerMetrics metrics;
  private final AtomicReference<@Nullable String> ofWriter = new AtomicReference<>();
  private final AtomicReference<@Nullable String> ofConsumer = new AtomicReference<>();
  private final AtomicReference<List<String>> standing = new AtomicReference<>(List.of());

  public Outage(WorkerMetrics metrics) {
    this.metrics = metrics;
    metrics.paused(() -> waitsFor() == null ? 0 : 1);
  }

  /** What the worker or some of its partitions wait for, or null while all of it works. */
  public @Nullable String cause() {
    String worker = waitsFor();
    List<String> partitions = standing.get();
    if (worker != null) {
      return worker;
    }
    return partitions.isEmpty() ? null : String.join("; ", partitions);
  }

  /** Why partitions stand still while the others go on, as sentences; empty where all go on. */
  public void standingStill(List<String> reasons) {
    standing.set(reasons);
  }

  /** No partition can be taken over, because PostgreSQL does not say where to read on. */
  public void consumer(Throwable error) {
    waiting(ofConsumer, SqlState.condition(error), error);
  }

  /** The consumer has its partitions. */
  public void consumerBack() {
    ofConsumer.set(null);
  }

  public void database(Throwable error) {
    waiting(ofWriter, SqlState.condition(error), error);
  }

  public void kafka(Throwable error) {
    waiting(ofWriter, Condition.LETTERS_NOT_KEPT, error);
  }

  public void freed(long frozen) {
    log.warn("ended {} transactions of frozen workers that held our locks", frozen);
  }

  public void over() {
    if (ofWriter.getAndSet(null) != null) {
      log.info("writing again");
    }
  }

  private @Nullable String waitsFor() {
    String consumer = ofConsumer.get();
    return consumer != null ? consumer : ofWriter.get();
  }

  private void waiting(
      AtomicReference<@Nullable String> cause, Condition condition, Throwable error) {
    metrics.attemptFailed(condition.tag());
    String now = condition.text() + ": " + error;
    if (!now.equals(cause.getAndSet(now))) {
      log.warn("waiting: {}", now);
    }
  }
}

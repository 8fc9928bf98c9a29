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
 * Why the worker waits for a neighbour, as readiness tells it. The consumer, the writer and the
 * partitions that stand still each report their own cause. Each failed attempt is counted; the
 * beginning, a change and the end of a wait are logged. Thread-safe.
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

  /** The cause for which the worker or some partitions wait, or null while all go on. */
  public @Nullable String cause() {
    String worker = waitsFor();
    List<String> partitions = standing.get();
    if (worker != null) {
      return worker;
    }
    return partitions.isEmpty() ? null : String.join("; ", partitions);
  }

  /**
   * Notes the partitions that stand still while the others go on.
   *
   * @param reasons a sentence for each of them
   */
  public void standingStill(List<String> reasons) {
    standing.set(reasons);
  }

  /** PostgreSQL does not tell the watermarks, so the consumer cannot take over a partition. */
  public void consumerWaits(Throwable error) {
    waiting(ofConsumer, SqlState.condition(error), error);
  }

  /** The consumer has its partitions. */
  public void consumerGoesOn() {
    ofConsumer.set(null);
  }

  /** PostgreSQL did not take a batch, which is tried again. */
  public void databaseFailed(Throwable error) {
    waiting(ofWriter, SqlState.condition(error), error);
  }

  /** Kafka did not take dead letters, without which their batch cannot be stored. */
  public void deadLettersFailed(Throwable error) {
    waiting(ofWriter, Condition.LETTERS_NOT_KEPT, error);
  }

  /** The locks that frozen workers held are free again. */
  public void freed(long frozen) {
    log.warn("ended {} transactions of frozen workers that held our locks", frozen);
  }

  /** A batch is stored. */
  public void writerGoesOn() {
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
    metrics.attemptFailed(condition);
    String now = condition.text() + ": " + error;
    if (!now.equals(cause.getAndSet(now))) {
      log.warn("waiting: {}", now);
    }
  }
}

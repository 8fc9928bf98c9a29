package dev.visitortracker.worker.write;

import dev.visitortracker.worker.telemetry.WorkerMetrics;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Why the writer waits, if it does. Counts each attempt; logs the beginning, a change and the end.
 */
public final class Outage {
  private static final Logger log = LoggerFactory.getLogger(Outage.class);

  private final WorkerMetrics metrics;
  private final AtomicReference<@Nullable String> cause = new AtomicReference<>();

  public Outage(WorkerMetrics metrics) {
    this.metrics = metrics;
    metrics.paused(() -> cause.get() == null ? 0 : 1);
  }

  /** What the writer waits for, or null while it writes. */
  public @Nullable String cause() {
    return cause.get();
  }

  void database(Throwable error) {
    waiting(SqlState.condition(error), error);
  }

  void kafka(Throwable error) {
    waiting(Condition.LETTERS_NOT_KEPT, error);
  }

  void freed(long frozen) {
    log.warn("ended {} transactions of frozen workers that held our locks", frozen);
  }

  void over() {
    if (cause.getAndSet(null) != null) {
      log.info("writing again");
    }
  }

  private void waiting(Condition condition, Throwable error) {
    metrics.attemptFailed(condition.tag());
    String now = condition.text() + ": " + error;
    if (!now.equals(cause.getAndSet(now))) {
      log.warn("waiting: {}", now);
    }
  }
}

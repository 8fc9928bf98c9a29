package dev.visitortracker.worker.health;

import dev.visitortracker.worker.primary.SqlState;
import dev.visitortracker.worker.telemetry.Condition;
import dev.visitortracker.worker.telemetry.WorkerMetrics;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Why the worker waits for a neighbour, as readiness tells it. The consumer, the writer and Kafka
 * each have their own cause. Partitions that stand still are told too, but the worker does not wait
 * for them: they may need an operator, while the others go on. Each failed attempt is counted; the
 * beginning, a change and the end of a wait are logged. Thread-safe.
 */
public final class Outage {
  private static final Logger log = LoggerFactory.getLogger(Outage.class);

  private final WorkerMetrics metrics;
  private final AtomicReference<@Nullable String> ofWriter = new AtomicReference<>();
  private final AtomicReference<@Nullable String> ofConsumer = new AtomicReference<>();
  private final AtomicReference<@Nullable String> ofKafka = new AtomicReference<>();
  private volatile boolean ended;
  private final AtomicReference<List<String>> standing = new AtomicReference<>(List.of());

  public Outage(WorkerMetrics metrics) {
    this.metrics = metrics;
    metrics.paused(() -> cause() == null ? 0 : 1);
  }

  /** The cause for which the worker cannot store what Kafka has, or null while it can. */
  public @Nullable String cause() {
    return Stream.of(ofConsumer, ofWriter, ofKafka)
        .map(AtomicReference::get)
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  /** A sentence for each partition that stands still; empty where there is none. */
  public List<String> standing() {
    return standing.get();
  }

  /** Whether the pipeline has ended, which it never does by itself. */
  public boolean hasEnded() {
    return ended;
  }

  /** Nothing is stored any more by this process. */
  public void pipelineEnded() {
    ended = true;
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

  /** The consumer is no member of its group, or Kafka does not answer it. */
  public void kafkaAway(String sentence) {
    if (ofKafka.getAndSet(sentence) == null) {
      log.warn("waiting: {}", sentence);
    }
  }

  /** The consumer is a member and Kafka answers. */
  public void kafkaAnswers() {
    if (ofKafka.getAndSet(null) != null) {
      log.info("Kafka answers");
    }
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

  private void waiting(
      AtomicReference<@Nullable String> cause, Condition condition, Throwable error) {
    metrics.attemptFailed(condition);
    String now = condition.text() + ": " + error;
    if (!now.equals(cause.getAndSet(now))) {
      log.warn("waiting: {}", now);
    }
  }
}

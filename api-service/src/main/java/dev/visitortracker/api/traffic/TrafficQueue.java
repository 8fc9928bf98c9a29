package dev.visitortracker.api.traffic;

import dev.visitortracker.api.publish.CountedOnce;
import dev.visitortracker.api.publish.PublishOutcome.Published;
import dev.visitortracker.api.publish.VisitPublisher;
import dev.visitortracker.api.telemetry.Metrics;
import dev.visitortracker.event.Visit;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.publisher.Mono;

/**
 * Visits of our own that wait to be published, also while Kafka is away. What finds no room is
 * dropped and counted.
 */
final class TrafficQueue {
  /** Without a lock: event loops add to it. */
  private final Queue<Visit> queued = new ConcurrentLinkedQueue<>();

  private final AtomicInteger size = new AtomicInteger();
  private final int maxQueued;
  private final int maxBatch;
  private final VisitPublisher publisher;
  private final Metrics metrics;

  TrafficQueue(TrafficSettings settings, VisitPublisher publisher, Metrics metrics) {
    this.maxQueued = settings.maxQueued();
    this.maxBatch = settings.maxBatch();
    this.publisher = publisher;
    this.metrics = metrics;
  }

  void add(Visit visit) {
    if (size.incrementAndGet() > maxQueued) {
      size.decrementAndGet();
      metrics.trafficDropped(1);
    } else {
      queued.add(visit);
    }
  }

  /** Publishes what is queued, one batch after the other, up to one that Kafka does not take. */
  Mono<Void> drain() {
    return Mono.defer(this::publishBatch)
        .repeat(() -> !queued.isEmpty())
        .takeWhile(isPublished -> isPublished)
        .then();
  }

  private Mono<Boolean> publishBatch() {
    List<Visit> batch = takeBatch();
    return batch.isEmpty()
        ? Mono.empty()
        : requeued(batch).of(() -> publisher.publish(batch, null)).map(Published.class::isInstance);
  }

  private List<Visit> takeBatch() {
    List<Visit> batch = new ArrayList<>();
    for (Visit next = queued.poll(); next != null; next = queued.poll()) {
      batch.add(next);
      if (batch.size() == maxBatch) {
        break;
      }
    }
    size.addAndGet(-batch.size());
    return batch;
  }

  /** Visits that Kafka has not acknowledged go back; their ids make a second attempt harmless. */
  private CountedOnce requeued(List<Visit> batch) {
    return new CountedOnce(
        () -> metrics.trafficPublished(batch.size()), () -> batch.forEach(this::add));
  }
}

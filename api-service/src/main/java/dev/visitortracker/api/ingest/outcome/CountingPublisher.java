package dev.visitortracker.api.ingest.outcome;

import dev.visitortracker.api.ingest.request.IngestSettings;
import dev.visitortracker.api.publish.CountedOnce;
import dev.visitortracker.api.publish.PublishOutcome;
import dev.visitortracker.api.publish.PublishOutcome.Unavailable;
import dev.visitortracker.api.publish.VisitPublisher;
import dev.visitortracker.api.telemetry.Metrics;
import dev.visitortracker.event.Visit;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Publishes the visits of this stage and counts what became of them. */
public final class CountingPublisher {
  private final VisitPublisher publisher;
  private final Metrics metrics;
  private final Duration overloadPause;
  private final int overloadRetries;

  public CountingPublisher(VisitPublisher publisher, Metrics metrics, IngestSettings settings) {
    this.publisher = publisher;
    this.metrics = metrics;
    this.overloadPause = settings.overloadPause();
    this.overloadRetries = settings.overloadRetries();
  }

  /** Refuses at once where too many events are in flight. */
  public Mono<PublishOutcome> publish(List<Visit> visits, @Nullable String traceparent) {
    return counted(visits.size()).of(() -> publisher.publish(visits, traceparent));
  }

  /** Waits where too many events are in flight: the sender of a stream waits with us. */
  public Mono<PublishOutcome> publishPatiently(List<Visit> visits, @Nullable String traceparent) {
    return counted(visits.size()).of(() -> attempt(visits, traceparent, overloadRetries));
  }

  private Mono<PublishOutcome> attempt(
      List<Visit> visits, @Nullable String traceparent, int retriesLeft) {
    return publisher
        .publish(visits, traceparent)
        .flatMap(
            outcome ->
                isOverload(outcome) && retriesLeft > 0
                    ? Mono.delay(overloadPause)
                        .then(Mono.defer(() -> attempt(visits, traceparent, retriesLeft - 1)))
                    : Mono.just(outcome));
  }

  private static boolean isOverload(PublishOutcome outcome) {
    return outcome instanceof Unavailable unavailable
        && unavailable.reason() == PublishOutcome.Reason.TOO_MANY_IN_FLIGHT;
  }

  private CountedOnce counted(int visits) {
    return new CountedOnce(() -> metrics.accepted(visits), () -> metrics.unavailable(visits));
  }
}

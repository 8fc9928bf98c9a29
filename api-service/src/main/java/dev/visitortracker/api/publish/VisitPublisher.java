package dev.visitortracker.api.publish;

import dev.visitortracker.event.Visit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Makes visits durable. */
public interface VisitPublisher {
  /**
   * Appends the visits and waits until all in-sync replicas of Kafka have them. All of them, or
   * none that the caller may count on: some visits of an {@link Unavailable} call may be in Kafka
   * nevertheless, where their ids make a second attempt a duplicate.
   *
   * @param traceparent the W3C trace context of the request, written into each record
   */
  Mono<PublishOutcome> publish(List<Visit> visits, @Nullable String traceparent);
}

package dev.visitortracker.api.ingest.lines;

import dev.visitortracker.api.publish.PublishOutcome;
import dev.visitortracker.api.publish.PublishOutcome.Published;
import dev.visitortracker.api.publish.PublishOutcome.Unavailable;
import dev.visitortracker.api.publish.VisitPublisher;
import dev.visitortracker.event.Visit;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Answers as it was told, then always well; keeps what it has published. */
final class ScriptedPublisher implements VisitPublisher {
  final List<Visit> published = new ArrayList<>();
  private final Deque<PublishOutcome> script = new ArrayDeque<>();

  ScriptedPublisher then(PublishOutcome.Reason reason) {
    script.add(new Unavailable(reason, Duration.ofSeconds(1)));
    return this;
  }

  ScriptedPublisher thenPublished() {
    return thenPublishedTo(Map.of());
  }

  ScriptedPublisher thenPublishedTo(Map<Integer, Long> nextOffsets) {
    script.add(new Published(nextOffsets));
    return this;
  }

  @Override
  public Mono<PublishOutcome> publish(List<Visit> visits, @Nullable String traceparent) {
    return Mono.fromSupplier(() -> next(visits));
  }

  private PublishOutcome next(List<Visit> visits) {
    PublishOutcome outcome = script.isEmpty() ? new Published(Map.of()) : script.remove();
    if (outcome instanceof Published) {
      published.addAll(visits);
    }
    return outcome;
  }
}

package dev.visitortracker.api.ingest.lines;

import dev.visitortracker.api.admission.ByteBudget;
import dev.visitortracker.api.ingest.outcome.CountingPublisher;
import dev.visitortracker.api.ingest.outcome.Refusals;
import dev.visitortracker.api.ingest.request.IngestRequest;
import dev.visitortracker.api.ingest.request.IngestSettings;
import dev.visitortracker.api.lifecycle.ErrorBoundary;
import dev.visitortracker.api.publish.PublishOutcome;
import dev.visitortracker.api.publish.PublishOutcome.Published;
import dev.visitortracker.api.publish.PublishOutcome.Unavailable;
import dev.visitortracker.api.telemetry.Metrics;
import dev.visitortracker.api.token.Position;
import java.time.InstantSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Takes a stream of lines. One element is what one read of the network brought; a bounded number of
 * them wait for Kafka at the same time, and the body is read on only when one is done. Steps come
 * in the order of the lines, so each says what everything up to it has become.
 */
public final class StreamIngest {
  private final LineBody lines;
  private final CountingPublisher publisher;
  private final ByteBudget budget;
  private final Metrics metrics;
  private final InstantSource clock;
  private final IngestSettings settings;

  public StreamIngest(
      LineBody lines,
      CountingPublisher publisher,
      ByteBudget budget,
      Metrics metrics,
      InstantSource clock,
      IngestSettings settings) {
    this.lines = lines;
    this.publisher = publisher;
    this.budget = budget;
    this.metrics = metrics;
    this.clock = clock;
    this.settings = settings;
  }

  public Flux<StreamStep> take(IngestRequest request, LineFormat format) {
    return Flux.using(
        () -> new StreamRoom(budget.share(), settings),
        room -> take(request, format, room),
        room -> room.share().release());
  }

  private Flux<StreamStep> take(IngestRequest request, LineFormat format, StreamRoom room) {
    return room.open()
        .flatMapMany(
            isOpen ->
                isOpen
                    ? steps(request, format, room)
                    : Flux.just(new StreamStep.Stopped(room.refusal())));
  }

  private Flux<StreamStep> steps(IngestRequest request, LineFormat format, StreamRoom room) {
    return lines
        .read(request.body(), request.firstLine(), format.ends())
        .concatMap(room::admit, 1)
        .flatMapSequential(
            part -> step(part, request, format).doFinally(end -> room.leave(part)),
            settings.readsInFlight(),
            1)
        .takeUntil(StreamStep.Stopped.class::isInstance);
  }

  private Mono<StreamStep> step(BodyPart part, IngestRequest request, LineFormat format) {
    return switch (part) {
      case BodyPart.Lines arrived -> publish(arrived, request, format);
      case BodyPart.BrokenOff end -> Mono.just(new StreamStep.Stopped(end.problem()));
    };
  }

  /**
   * In a boundary of its own, since each read of the network is a task of its own. What is checked
   * is counted, so each part is checked when it is published.
   */
  private Mono<StreamStep> publish(
      BodyPart.Lines arrived, IngestRequest request, LineFormat format) {
    return Mono.defer(() -> publish(check(arrived, request, format), request))
        .transform(ErrorBoundary::around);
  }

  private CheckedLines check(BodyPart.Lines part, IngestRequest request, LineFormat format) {
    CheckedLines checked =
        CheckedLines.of(
            part,
            format,
            request.defaults(clock.instant()),
            request.firstLine(),
            (int) settings.maxLine().toBytes());
    metrics.received(checked.visits().size() + checked.rejections().size());
    metrics.rejected(checked.rejections().size());
    return checked;
  }

  private Mono<StreamStep> publish(CheckedLines checked, IngestRequest request) {
    return publisher
        .publishPatiently(checked.visits(), request.traceparent())
        .map(outcome -> step(outcome, checked));
  }

  private static StreamStep step(PublishOutcome outcome, CheckedLines checked) {
    return switch (outcome) {
      case Published published ->
          new StreamStep.Done(checked, new Position(published.nextOffsets()));
      case Unavailable unavailable -> new StreamStep.Stopped(Refusals.unavailable(unavailable));
    };
  }
}

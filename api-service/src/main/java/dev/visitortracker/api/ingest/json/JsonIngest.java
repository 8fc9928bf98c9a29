package dev.visitortracker.api.ingest.json;

import dev.visitortracker.api.idempotency.IdempotencyStatus;
import dev.visitortracker.api.ingest.outcome.AcceptedResponses;
import dev.visitortracker.api.ingest.outcome.CountingPublisher;
import dev.visitortracker.api.ingest.outcome.IngestResponse;
import dev.visitortracker.api.ingest.outcome.Refusals;
import dev.visitortracker.api.ingest.outcome.Rejection;
import dev.visitortracker.api.ingest.request.IngestRequest;
import dev.visitortracker.api.ingest.request.IngestSettings;
import dev.visitortracker.api.lifecycle.Deadlines;
import dev.visitortracker.api.lifecycle.ErrorBoundary;
import dev.visitortracker.api.problem.Problem;
import dev.visitortracker.api.problem.ProblemException;
import dev.visitortracker.api.problem.ProblemResponse;
import dev.visitortracker.api.problem.ProblemType;
import dev.visitortracker.api.publish.PublishOutcome;
import dev.visitortracker.api.publish.PublishOutcome.Published;
import dev.visitortracker.api.publish.PublishOutcome.Unavailable;
import dev.visitortracker.api.telemetry.Metrics;
import dev.visitortracker.api.token.Position;
import dev.visitortracker.event.Visit;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** Takes a body of JSON: read whole, checked whole, published at once. */
public final class JsonIngest {
  private final CountingPublisher publisher;
  private final AcceptedResponses answers;
  private final Attempts attempts;
  private final Metrics metrics;
  private final IngestSettings settings;

  public JsonIngest(
      CountingPublisher publisher,
      AcceptedResponses answers,
      Attempts attempts,
      Metrics metrics,
      IngestSettings settings) {
    this.publisher = publisher;
    this.answers = answers;
    this.attempts = attempts;
    this.metrics = metrics;
    this.settings = settings;
  }

  public Mono<ServerResponse> take(IngestRequest request, JsonBodyReader reader) {
    if (request.contentLength() > settings.maxBody().toBytes()) {
      return ProblemResponse.of(Refusals.tooLarge(settings.maxBody()));
    }
    return bytes(request)
        .flatMap(body -> attempts.read(new SentEvent(body, request, reader)))
        .flatMap(attempt -> answer(attempt, request))
        .onErrorResume(this::unusable);
  }

  /**
   * A piece has at least a byte, so one more piece than bytes are allowed is always too much. The
   * bound is no formality: a receiver of unbounded demand is told twice by Reactor Netty when a
   * body breaks off, and the second time ends in the log as an error.
   */
  private Mono<byte[]> bytes(IngestRequest request) {
    int maxBytes = (int) settings.maxBody().toBytes();
    return DataBufferUtils.join(request.body().take(maxBytes + 1L), maxBytes)
        .map(JsonIngest::copy)
        .defaultIfEmpty(new byte[0])
        .transform(Deadlines.within(settings.bodyTimeout()));
  }

  private static byte[] copy(DataBuffer buffer) {
    byte[] bytes = new byte[buffer.readableByteCount()];
    buffer.read(bytes);
    DataBufferUtils.release(buffer);
    return bytes;
  }

  private void count(JsonBody body) {
    switch (body) {
      case JsonBody.One one -> metrics.received(1);
      case JsonBody.Many many -> {
        metrics.received(many.size());
        metrics.rejected(many.rejections().size());
        metrics.repeated(many.repeated());
      }
      case JsonBody.Refused refused -> {
        metrics.received(refused.events());
        metrics.rejected(refused.events());
      }
    }
  }

  private Mono<ServerResponse> answer(Attempt attempt, IngestRequest request) {
    count(attempt.body());
    return switch (attempt.body()) {
      case JsonBody.One one ->
          publish(List.of(one.visit()), List.of(), 0, attempt.repetition(), request);
      case JsonBody.Many many when many.visits().isEmpty() ->
          ProblemResponse.of(allRejected(many.rejections()));
      case JsonBody.Many many ->
          publish(many.visits(), many.rejections(), many.repeated(), null, request);
      case JsonBody.Refused refused -> ProblemResponse.of(refused.problem());
    };
  }

  private Mono<ServerResponse> publish(
      List<Visit> visits,
      List<Rejection> rejections,
      int repeated,
      @Nullable IdempotencyStatus repetition,
      IngestRequest request) {
    var answer =
        new IngestResponse(
            visits.size(),
            repeated,
            rejections.size(),
            listed(rejections),
            null,
            null,
            repetition,
            null);
    return publisher
        .publish(visits, request.traceparent())
        .transform(ErrorBoundary::around)
        .flatMap(outcome -> answer(outcome, answer, request));
  }

  private Mono<ServerResponse> answer(
      PublishOutcome outcome, IngestResponse answer, IngestRequest request) {
    return switch (outcome) {
      case Published published ->
          answers.of(answer, new Position(published.nextOffsets()), request.preferences());
      case Unavailable unavailable ->
          ProblemResponse.of(Refusals.unavailable(unavailable).with("accepted", 0));
    };
  }

  private Problem allRejected(List<Rejection> rejections) {
    return Problem.of(ProblemType.ALL_REJECTED, "all " + rejections.size() + " events break a rule")
        .with("accepted", 0)
        .with("rejected_total", rejections.size())
        .with("rejected", listed(rejections));
  }

  private List<Rejection> listed(List<Rejection> rejections) {
    return rejections.subList(0, Math.min(rejections.size(), settings.maxListedRejections()));
  }

  private Mono<ServerResponse> unusable(Throwable error) {
    return switch (error) {
      case DataBufferLimitException tooLarge ->
          ProblemResponse.of(Refusals.tooLarge(settings.maxBody()));
      case ProblemException unusable -> ProblemResponse.of(unusable.problem());
      case TimeoutException stalled ->
          ProblemResponse.of(Refusals.stalled("the body did not arrive in time"));
      default -> Mono.error(error);
    };
  }
}

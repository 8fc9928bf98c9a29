package dev.visitortracker.api.ingest.json;

import dev.visitortracker.api.admission.ByteBudget;
import dev.visitortracker.api.admission.ByteBudget.Share;
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
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** Takes a body of JSON: read whole, checked whole, published at once. */
public final class JsonIngest {
  private final CountingPublisher publisher;
  private final AcceptedResponses answers;
  private final Attempts attempts;
  private final ByteBudget budget;
  private final Metrics metrics;
  private final IngestSettings settings;

  public JsonIngest(
      CountingPublisher publisher,
      AcceptedResponses answers,
      Attempts attempts,
      ByteBudget budget,
      Metrics metrics,
      IngestSettings settings) {
    this.publisher = publisher;
    this.answers = answers;
    this.attempts = attempts;
    this.budget = budget;
    this.metrics = metrics;
    this.settings = settings;
  }

  public Mono<ServerResponse> take(IngestRequest request, JsonBodyReader reader) {
    return Mono.using(budget::share, share -> take(request, reader, share), Share::release)
        .onErrorResume(this::unusable);
  }

  private Mono<ServerResponse> take(IngestRequest request, JsonBodyReader reader, Share share) {
    return WholeBody.read(request, share, settings)
        .transform(Deadlines.within(settings.bodyTimeout()))
        .flatMap(body -> attempts.read(new SentEvent(body, request, reader)))
        .flatMap(attempt -> answer(attempt, request));
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
      case ProblemException unusable -> ProblemResponse.of(unusable.problem());
      case TimeoutException stalled ->
          ProblemResponse.of(Refusals.stalled("the body did not arrive in time"));
      default -> Mono.error(error);
    };
  }
}

package dev.visitortracker.api.ingest;

import dev.visitortracker.api.coding.UnusableCodingException;
import dev.visitortracker.api.problem.Problem;
import dev.visitortracker.api.problem.ProblemResponse;
import dev.visitortracker.api.problem.ProblemType;
import dev.visitortracker.api.publish.PublishOutcome;
import dev.visitortracker.api.publish.Published;
import dev.visitortracker.api.publish.Unavailable;
import dev.visitortracker.api.telemetry.Metrics;
import dev.visitortracker.api.token.Position;
import dev.visitortracker.event.Visit;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** Takes a body of JSON: read whole, checked whole, published at once. */
final class JsonIngest {
  private final CountingPublisher publisher;
  private final AcceptedAnswers answers;
  private final Metrics metrics;
  private final InstantSource clock;
  private final IngestSettings settings;

  JsonIngest(
      CountingPublisher publisher,
      AcceptedAnswers answers,
      Metrics metrics,
      InstantSource clock,
      IngestSettings settings) {
    this.publisher = publisher;
    this.answers = answers;
    this.metrics = metrics;
    this.clock = clock;
    this.settings = settings;
  }

  Mono<ServerResponse> take(IngestRequest request, JsonBodyReader reader) {
    if (request.contentLength() > settings.maxBody().toBytes()) {
      return ProblemResponse.of(Refusals.tooLarge(settings.maxBody()));
    }
    return bytes(request)
        .map(body -> reader.read(body, request.defaults(clock.instant())))
        .doOnNext(this::count)
        .flatMap(body -> answer(body, request))
        .onErrorResume(DataBufferLimitException.class, tooLarge -> tooLarge())
        .onErrorResume(
            UnusableCodingException.class, unusable -> ProblemResponse.of(unusable.problem()))
        .onErrorResume(TimeoutException.class, stalled -> stalled());
  }

  private Mono<byte[]> bytes(IngestRequest request) {
    return DataBufferUtils.join(request.body(), (int) settings.maxBody().toBytes())
        .map(JsonIngest::copy)
        .defaultIfEmpty(new byte[0])
        .timeout(settings.bodyTimeout());
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

  private Mono<ServerResponse> answer(JsonBody body, IngestRequest request) {
    return switch (body) {
      case JsonBody.One one -> publish(List.of(one.visit()), List.of(), 0, request);
      case JsonBody.Many many when many.visits().isEmpty() ->
          ProblemResponse.of(allRejected(many.rejections()));
      case JsonBody.Many many ->
          publish(many.visits(), many.rejections(), many.repeated(), request);
      case JsonBody.Refused refused -> ProblemResponse.of(refused.problem());
    };
  }

  private Mono<ServerResponse> publish(
      List<Visit> visits, List<Rejection> rejections, int repeated, IngestRequest request) {
    var answer =
        new IngestAnswer(
            visits.size(), repeated, rejections.size(), listed(rejections), null, null, null);
    return publisher
        .publish(visits, request.traceparent())
        .flatMap(outcome -> answer(outcome, answer, request));
  }

  private Mono<ServerResponse> answer(
      PublishOutcome outcome, IngestAnswer answer, IngestRequest request) {
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

  private Mono<ServerResponse> tooLarge() {
    return ProblemResponse.of(Refusals.tooLarge(settings.maxBody()));
  }

  private static Mono<ServerResponse> stalled() {
    return ProblemResponse.of(
        Problem.of(ProblemType.BODY_STALLED, "the body did not arrive in time"));
  }
}

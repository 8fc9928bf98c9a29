package dev.visitortracker.api.ingest;

import dev.visitortracker.api.coding.BodyExpander;
import dev.visitortracker.api.http.Acceptance;
import dev.visitortracker.api.ingest.accesslog.AccessLog;
import dev.visitortracker.api.ingest.json.JsonIngest;
import dev.visitortracker.api.ingest.lines.LineFormat;
import dev.visitortracker.api.ingest.lines.StreamIngest;
import dev.visitortracker.api.ingest.lines.StreamStep;
import dev.visitortracker.api.ingest.lines.StreamTotals;
import dev.visitortracker.api.ingest.outcome.AcceptedResponses;
import dev.visitortracker.api.ingest.request.IngestRequest;
import dev.visitortracker.api.ingest.request.IngestRequests;
import dev.visitortracker.api.problem.Problem;
import dev.visitortracker.api.problem.ProblemResponse;
import dev.visitortracker.event.VisitRules;
import java.util.List;
import java.util.Map;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** {@code POST /events}. */
public final class IngestHandler {
  private static final ParameterizedTypeReference<Map<String, Object>> REPORT_LINE =
      new ParameterizedTypeReference<>() {};

  /** What a whole body is answered with. */
  private static final List<MediaType> OF_JSON = List.of(MediaType.APPLICATION_JSON);

  /** What a body of lines is answered with: one answer, or a report while it is read. */
  private static final List<MediaType> OF_LINES =
      List.of(MediaType.APPLICATION_JSON, MediaType.APPLICATION_NDJSON);

  private final BodyExpander expander;
  private final JsonReaders readers;
  private final JsonIngest json;
  private final StreamIngest streams;
  private final LineFormat jsonLine;
  private final VisitRules rules;
  private final AcceptedResponses answers;
  private final int maxListedRejections;

  IngestHandler(
      BodyExpander expander,
      JsonReaders readers,
      JsonIngest json,
      StreamIngest streams,
      LineFormat jsonLine,
      VisitRules rules,
      AcceptedResponses answers,
      int maxListedRejections) {
    this.expander = expander;
    this.readers = readers;
    this.json = json;
    this.streams = streams;
    this.jsonLine = jsonLine;
    this.rules = rules;
    this.answers = answers;
    this.maxListedRejections = maxListedRejections;
  }

  public Mono<ServerResponse> take(ServerRequest request) {
    IngestRequest ingest = IngestRequests.of(request, expander);
    return switch (ingest.kind()) {
      case JSON, CLOUD_EVENT, CLOUD_EVENTS ->
          Acceptance.best(request.headers(), OF_JSON) == null
              ? ProblemResponse.of(Acceptance.refused(OF_JSON))
              : json.take(ingest, readers.of(ingest.kind(), request.headers()));
      case NDJSON -> stream(request, ingest, jsonLine);
      case ACCESS_LOG -> stream(request, ingest, new AccessLog(rules, ingest.logFormat()));
    };
  }

  private Mono<ServerResponse> stream(
      ServerRequest request, IngestRequest ingest, LineFormat format) {
    Flux<StreamStep> steps = streams.take(ingest, format);
    return MediaType.APPLICATION_NDJSON.equals(Acceptance.best(request.headers(), OF_LINES))
        ? report(steps, ingest)
        : steps
            .reduceWith(
                () -> new StreamTotals(ingest.firstLine(), maxListedRejections), StreamTotals::add)
            .flatMap(tally -> answer(tally, ingest));
  }

  /** 200 and not 202: when it is sent, nothing is accepted yet. */
  private Mono<ServerResponse> report(Flux<StreamStep> steps, IngestRequest ingest) {
    return ServerResponse.ok()
        .contentType(MediaType.APPLICATION_NDJSON)
        .body(answers.report(ingest.firstLine()).of(steps), REPORT_LINE);
  }

  private Mono<ServerResponse> answer(StreamTotals tally, IngestRequest ingest) {
    Problem problem = tally.problem();
    return problem == null
        ? answers.of(tally.answer(), tally.position(), ingest.preferences())
        : ProblemResponse.of(
            tally.accepted() == 0 ? problem : answers.withToken(problem, tally.position()));
  }
}

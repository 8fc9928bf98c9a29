package dev.visitortracker.api.contract;

import dev.visitortracker.api.problem.Problem;
import dev.visitortracker.api.problem.ProblemResponse;
import dev.visitortracker.api.problem.ProblemType;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** {@code GET /problems/{type}}: what a type of problem means, so that its URI leads somewhere. */
@Component
public final class ProblemTypeHandler {
  private static final String URIS = "/problems/";
  private static final Duration MAX_AGE = Duration.ofDays(1);

  private final Map<String, ServedFile> explanations;

  public ProblemTypeHandler(JsonMapper json) {
    this.explanations =
        Stream.of(ProblemType.values())
            .map(ProblemTypeHandler::explanation)
            .collect(
                Collectors.toMap(
                    explanation -> String.valueOf(explanation.get("type")),
                    explanation ->
                        new ServedFile(
                            json.writeValueAsBytes(explanation),
                            MediaType.APPLICATION_JSON,
                            MAX_AGE)));
  }

  public Mono<ServerResponse> explain(ServerRequest request) {
    String uri = URIS + request.pathVariable("type");
    ServedFile explanation = explanations.get(uri);
    return explanation == null
        ? ProblemResponse.of(Problem.of(ProblemType.NOT_FOUND, "no problem has the type " + uri))
        : explanation.head().bodyValue(explanation.body());
  }

  private static Map<String, Object> explanation(ProblemType type) {
    Map<String, Object> explanation = new LinkedHashMap<>();
    explanation.put("type", type.uri());
    explanation.put("title", type.title());
    explanation.put("status", type.status());
    explanation.put("retryable", type.isRetryable());
    explanation.put("meaning", type.meaning());
    return explanation;
  }
}

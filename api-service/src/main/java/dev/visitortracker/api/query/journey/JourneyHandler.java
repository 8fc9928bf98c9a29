package dev.visitortracker.api.query.journey;

import com.github.f4b6a3.ulid.Ulid;
import dev.visitortracker.api.problem.Problem;
import dev.visitortracker.api.problem.ProblemResponse;
import dev.visitortracker.api.problem.ProblemType;
import dev.visitortracker.api.query.Parameters;
import dev.visitortracker.api.query.ReadAfter;
import dev.visitortracker.api.replica.ReplicaSet;
import dev.visitortracker.api.token.Position;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/**
 * {@code GET /visits/{id}/journey}: how far a visit is. All databases are asked at once, each with
 * one statement; one that does not answer in time is shown as unknown.
 */
@Component
public final class JourneyHandler {
  private final ReplicaSet replicas;
  private final ReadAfter tokens;

  JourneyHandler(ReplicaSet replicas, ReadAfter tokens) {
    this.replicas = replicas;
    this.tokens = tokens;
  }

  public Mono<ServerResponse> journey(ServerRequest request) {
    return journey(Parameters.idInPath(request), token(request));
  }

  private Mono<ServerResponse> journey(Ulid id, @Nullable Position token) {
    return replicas
        .readEach(connection -> NodeSnapshotStatement.look(connection, id))
        .flatMap(seen -> answer(id, token, seen));
  }

  private Mono<ServerResponse> answer(
      Ulid id, @Nullable Position token, Map<String, NodeSnapshot> seen) {
    if (seen.isEmpty()) {
      return ProblemResponse.of(
          Problem.of(ProblemType.READ_UNAVAILABLE, "no database has answered")
              .withRetryAfter(replicas.retryAfter()));
    }
    List<String> nodes = List.copyOf(replicas.states().keySet());
    var journey = new Journey(id, token, nodes, replicas.serving(), seen);
    return journey.isKnown()
        ? ServerResponse.ok()
            .cacheControl(CacheControl.noStore())
            .contentType(MediaType.APPLICATION_JSON)
            .bodyValue(journey.body())
        : ProblemResponse.of(
            Problem.of(
                ProblemType.NOT_FOUND,
                "no visit has the id "
                    + id
                    + "; with the Visit-Token of its sender more can be said"));
  }

  /** The position after all tokens in the header and the parameter; null if there is none. */
  private @Nullable Position token(ServerRequest request) {
    var parameters = new Parameters(request.queryParams(), Parameters.OF_JOURNEYS);
    String parameter = parameters.text(Parameters.TOKEN);
    Position given =
        parameter == null
            ? Position.START
            : tokens.positionInParameter(Parameters.TOKEN, parameter);
    Position token = given.and(tokens.positionInHeader(request));
    return token.equals(Position.START) ? null : token;
  }
}

package dev.visitortracker.api.query;

import dev.visitortracker.api.problem.Problem;
import dev.visitortracker.api.problem.ProblemResponse;
import dev.visitortracker.api.problem.ProblemType;
import dev.visitortracker.api.replica.ReadOutcome;
import dev.visitortracker.api.replica.Served;
import dev.visitortracker.api.replica.Unserved;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** From the outcome of a read to its answer. */
final class Answers {
  static final String SERVED_BY = "Served-By";

  private Answers() {}

  static <T> Mono<ServerResponse> of(
      ReadOutcome<T> outcome, Function<Served<T>, Mono<ServerResponse>> answer) {
    return switch (outcome) {
      case Served<T> served -> answer.apply(served);
      case Unserved<T> unserved -> ProblemResponse.of(problem(unserved));
    };
  }

  /** JSON that is written already. */
  static Mono<ServerResponse> json(ServerResponse.BodyBuilder response, CharSequence json) {
    return response
        .contentType(MediaType.APPLICATION_JSON)
        .bodyValue(json.toString().getBytes(StandardCharsets.UTF_8));
  }

  static ServerResponse.BodyBuilder ok(Served<?> served) {
    return ServerResponse.ok().header(SERVED_BY, served.servedBy());
  }

  private static Problem problem(Unserved<?> unserved) {
    return Problem.of(ProblemType.READ_UNAVAILABLE, unserved.reason().words())
        .withRetryAfter(unserved.retryAfter());
  }
}

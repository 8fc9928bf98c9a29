package dev.visitortracker.api.query;

import dev.visitortracker.api.problem.Problem;
import dev.visitortracker.api.problem.ProblemResponse;
import dev.visitortracker.api.problem.ProblemType;
import dev.visitortracker.api.replica.ReadOutcome;
import dev.visitortracker.api.replica.Served;
import dev.visitortracker.api.replica.Unserved;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** From the outcome of a read to its answer. */
final class Answers {
  static final String SERVED_BY = "Served-By";

  /** Asks for a state that an answer without it need not show. */
  static final String READ_AFTER = "Read-After";

  private Answers() {}

  static <T> Mono<ServerResponse> of(
      ReadOutcome<T> outcome, Function<Served<T>, Mono<ServerResponse>> answer) {
    return switch (outcome) {
      case Served<T> served -> answer.apply(served);
      case Unserved<T> unserved -> ProblemResponse.of(problem(unserved));
    };
  }

  /** JSON that is written already; 304 without it where the caller has the same. */
  static Mono<ServerResponse> json(ServerResponse.BodyBuilder response, CharSequence json) {
    return json(response, bytes(json));
  }

  static byte[] bytes(CharSequence json) {
    return json.toString().getBytes(StandardCharsets.UTF_8);
  }

  static Mono<ServerResponse> json(ServerResponse.BodyBuilder response, byte[] json) {
    return response.contentType(MediaType.APPLICATION_JSON).eTag(ETags.of(json)).bodyValue(json);
  }

  static ServerResponse.BodyBuilder ok(Served<?> served) {
    return ServerResponse.ok()
        .header(SERVED_BY, served.servedBy())
        .varyBy(HttpHeaders.ACCEPT, READ_AFTER);
  }

  private static Problem problem(Unserved<?> unserved) {
    return Problem.of(ProblemType.READ_UNAVAILABLE, unserved.reason().words())
        .withRetryAfter(unserved.retryAfter());
  }
}

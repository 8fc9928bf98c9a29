package dev.visitortracker.api.query;

import dev.visitortracker.api.answer.WrittenAnswer;
import dev.visitortracker.api.problem.Problem;
import dev.visitortracker.api.problem.ProblemResponse;
import dev.visitortracker.api.problem.ProblemType;
import dev.visitortracker.api.replica.ReadOutcome;
import dev.visitortracker.api.replica.Served;
import dev.visitortracker.api.replica.Unserved;
import java.util.function.Function;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** From the outcome of a read to its answer. */
final class Answers {
  static final String SERVED_BY = "Served-By";

  /** Asks for a state that an answer without it need not show. */
  static final String READ_AFTER = "Read-After";

  /** What answers differ by. */
  static final String VARYING = HttpHeaders.ACCEPT + ", " + READ_AFTER;

  private Answers() {}

  static <T> Mono<ServerResponse> of(
      ReadOutcome<T> outcome, Function<Served<T>, Mono<ServerResponse>> answer) {
    return switch (outcome) {
      case Served<T> served -> answer.apply(served);
      case Unserved<T> unserved -> ProblemResponse.of(problem(unserved));
    };
  }

  /** JSON, a page or a visit; 304 without it where the caller has the same. */
  static WrittenAnswer json(Served<?> served, CharSequence json) {
    return json(served, Content.of(json));
  }

  static WrittenAnswer json(Served<?> served, Content content) {
    return WrittenAnswer.json(HttpStatus.OK, content.json())
        .with(HttpHeaders.ETAG, content.eTag())
        .with(HttpHeaders.VARY, VARYING)
        .with(SERVED_BY, served.servedBy());
  }

  private static Problem problem(Unserved<?> unserved) {
    return Problem.of(ProblemType.READ_UNAVAILABLE, unserved.reason().words())
        .withRetryAfter(unserved.retryAfter());
  }
}

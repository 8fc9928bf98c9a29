package dev.visitortracker.api.query;

import dev.visitortracker.api.http.WrittenResponse;
import dev.visitortracker.api.problem.Problem;
import dev.visitortracker.api.problem.ProblemResponse;
import dev.visitortracker.api.problem.ProblemType;
import dev.visitortracker.api.replica.ReadOutcome;
import dev.visitortracker.api.replica.ReadOutcome.Served;
import dev.visitortracker.api.replica.ReadOutcome.Unserved;
import java.util.function.Function;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** From the outcome of a read to its answer. */
public final class ReadResponses {
  public static final String SERVED_BY = "Served-By";

  /** Asks for a state that an answer without it need not show. */
  public static final String READ_AFTER = "Read-After";

  /** What answers differ by. */
  static final String VARYING = HttpHeaders.ACCEPT + ", " + READ_AFTER;

  private ReadResponses() {}

  public static <T> Mono<ServerResponse> of(
      ReadOutcome<T> outcome, Function<Served<T>, Mono<ServerResponse>> answer) {
    return switch (outcome) {
      case Served<T> served -> answer.apply(served);
      case Unserved<T> unserved -> ProblemResponse.of(problem(unserved));
    };
  }

  /** JSON, a page or a visit; 304 without it where the caller has the same. */
  public static WrittenResponse json(Served<?> served, CharSequence json) {
    return json(served, Content.of(json));
  }

  public static WrittenResponse json(Served<?> served, Content content) {
    return WrittenResponse.json(HttpStatus.OK, content.json())
        .with(HttpHeaders.ETAG, content.eTag())
        .with(HttpHeaders.VARY, VARYING)
        .with(SERVED_BY, served.servedBy());
  }

  private static Problem problem(Unserved<?> unserved) {
    return Problem.of(ProblemType.READ_UNAVAILABLE, unserved.reason().words())
        .withRetryAfter(unserved.retryAfter());
  }
}

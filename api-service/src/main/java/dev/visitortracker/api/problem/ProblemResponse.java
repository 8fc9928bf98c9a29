package dev.visitortracker.api.problem;

import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** A problem as the answer of a route. */
public final class ProblemResponse {
  private ProblemResponse() {}

  public static Mono<ServerResponse> of(Problem problem) {
    return ServerResponse.status(problem.type().status())
        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
        .cacheControl(CacheControl.noStore())
        .headers(headers -> problem.headers().forEach(headers::set))
        .bodyValue(problem.body());
  }
}

package dev.visitortracker.api.query;

import dev.visitortracker.api.http.Caller;
import dev.visitortracker.api.problem.Problem;
import dev.visitortracker.api.problem.ProblemResponse;
import dev.visitortracker.api.problem.ProblemType;
import dev.visitortracker.api.replica.Reached;
import dev.visitortracker.api.replica.ReadTerms;
import dev.visitortracker.api.replica.ReplicaSet;
import dev.visitortracker.api.token.Position;
import dev.visitortracker.api.token.Preferences;
import dev.visitortracker.api.token.TokenSettings;
import dev.visitortracker.api.token.VisitTokens;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/**
 * Shows readers what they have written: a read with {@code Read-After} waits until a replica has
 * everything before its tokens, and is served only by nodes that have. A node's watermark commits
 * with the rows and never goes back, so a statement that starts after a probe has seen it sees
 * them.
 */
@Component
public final class ReadAfter {
  public static final String HEADER = "Read-After";
  public static final String NO_TOKEN =
      "is not a token of this service, or one of before its secret changed";
  public static final String ALLOWED =
      "the " + VisitTokens.HEADER + " of earlier answers, several with commas";

  private final ReplicaSet replicas;
  private final VisitTokens tokens;
  private final TokenSettings settings;

  public ReadAfter(ReplicaSet replicas, VisitTokens tokens, TokenSettings settings) {
    this.replicas = replicas;
    this.tokens = tokens;
    this.settings = settings;
  }

  /** A read that is served only by nodes that fit the terms of its request. */
  @FunctionalInterface
  public interface TermedRead {
    Mono<ServerResponse> handle(ServerRequest request, ReadTerms terms);
  }

  /** The same read, under the terms of its request. */
  public HandlerFunction<ServerResponse> of(TermedRead read) {
    return request -> {
      // Or a cache on the way could answer with what it kept from before the write.
      headers(request).add(HttpHeaders.VARY, HEADER);
      Position after = position(request.headers().header(HEADER));
      return after == null ? ProblemResponse.of(noToken()) : handle(read, request, after);
    };
  }

  private Mono<ServerResponse> handle(TermedRead read, ServerRequest request, Position after) {
    var terms = new ReadTerms(after, Caller.of(request.exchange().getRequest()).address());
    return terms.isAfterAWrite()
        ? replicas
            .await(after, wait(request))
            .flatMap(
                reached ->
                    reached == Reached.NONE && replicas.isUsable()
                        ? ProblemResponse.of(behind(after))
                        : read.handle(request, terms))
        : read.handle(request, terms);
  }

  /** Behind all tokens, or null where one of them is none. */
  public @Nullable Position position(List<String> values) {
    Position position = Position.START;
    for (String token : String.join(",", values).split(",", -1)) {
      Position next = values.isEmpty() ? position : tokens.read(token.strip());
      if (next == null) {
        return null;
      }
      position = position.and(next);
    }
    return position;
  }

  private Duration wait(ServerRequest request) {
    var preferences = Preferences.of(request.headers().header(Preferences.HEADER));
    Duration wait = preferences.grantedWait(settings);
    if (preferences.maxWait() != null) {
      headers(request).set(Preferences.APPLIED, "wait=" + wait.toSeconds());
    }
    return wait;
  }

  private static HttpHeaders headers(ServerRequest request) {
    return request.exchange().getResponse().getHeaders();
  }

  public static Problem noToken() {
    return Problem.invalidHeader(HEADER, NO_TOKEN, ALLOWED);
  }

  private Problem behind(Position after) {
    Position present = replicas.furthest();
    long missing = after.missingAt(present);
    return Problem.of(
            ProblemType.BEHIND_TOKEN,
            "the furthest database has " + missing + " events of the token still to come")
        .with("position", tokens.write(present))
        .with("missing", missing)
        .withRetryAfter(replicas.retryAfter());
  }
}

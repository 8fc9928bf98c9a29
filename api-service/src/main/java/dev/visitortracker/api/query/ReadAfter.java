package dev.visitortracker.api.query;

import dev.visitortracker.api.http.Caller;
import dev.visitortracker.api.problem.Problem;
import dev.visitortracker.api.problem.ProblemException;
import dev.visitortracker.api.problem.ProblemResponse;
import dev.visitortracker.api.problem.ProblemType;
import dev.visitortracker.api.replica.Reached;
import dev.visitortracker.api.replica.ReadTerms;
import dev.visitortracker.api.replica.ReplicaSet;
import dev.visitortracker.api.token.Position;
import dev.visitortracker.api.token.Preferences;
import dev.visitortracker.api.token.TokenResult.Unreadable;
import dev.visitortracker.api.token.TokenResult.Valid;
import dev.visitortracker.api.token.TokenSettings;
import dev.visitortracker.api.token.VisitTokens;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
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

  private static final String ALLOWED =
      "the "
          + VisitTokens.HEADER
          + " of earlier answers, several with commas; without it the read shows what is there";

  /** Tells a program why a token cannot be read. */
  private static final String REASON = "reason";

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

  /** Wraps a read so that it gets the terms that its request states. */
  public HandlerFunction<ServerResponse> of(TermedRead read) {
    return request -> {
      // Or a cache on the way could answer with what it kept from before the write.
      headers(request).add(HttpHeaders.VARY, HEADER);
      return handle(read, request, positionInHeader(request));
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

  /** The position after all tokens in the header; the start if there is none. */
  public Position positionInHeader(ServerRequest request) {
    return position(
        request.headers().header(HEADER),
        problem -> Problem.invalidHeader(HEADER, problem, ALLOWED));
  }

  /** The position after the tokens in a parameter's value. */
  public Position positionInParameter(String name, String value) {
    return position(List.of(value), problem -> Problem.invalidParameter(name, problem, ALLOWED));
  }

  private Position position(List<String> values, Function<String, Problem> refused) {
    Position position = Position.START;
    if (values.isEmpty()) {
      return position;
    }
    for (String token : String.join(",", values).split(",", -1)) {
      position =
          switch (tokens.read(token.strip())) {
            case Valid readable -> position.and(readable.position());
            case Unreadable why ->
                throw new ProblemException(refused.apply(why.problem()).with(REASON, why.word()));
          };
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

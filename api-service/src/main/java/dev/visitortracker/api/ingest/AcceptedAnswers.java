package dev.visitortracker.api.ingest;

import dev.visitortracker.api.problem.Problem;
import dev.visitortracker.api.token.Position;
import dev.visitortracker.api.token.VisitTokens;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** What the sender of events is told that Kafka has: with the token that a later read can give. */
final class AcceptedAnswers {
  private static final String MEMBER = "token";

  private final VisitTokens tokens;

  AcceptedAnswers(VisitTokens tokens) {
    this.tokens = tokens;
  }

  Mono<ServerResponse> of(IngestAnswer answer, Position position) {
    String token = tokens.write(position);
    return ServerResponse.status(HttpStatus.ACCEPTED)
        .contentType(MediaType.APPLICATION_JSON)
        .header(VisitTokens.HEADER, token)
        .bodyValue(answer.withToken(token));
  }

  StreamReport report(long firstLine) {
    return new StreamReport(firstLine, tokens);
  }

  /** For a body of which only a part was accepted. */
  Problem withToken(Problem problem, Position position) {
    String token = tokens.write(position);
    return problem.with(MEMBER, token).withHeader(VisitTokens.HEADER, token);
  }
}

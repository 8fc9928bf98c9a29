package dev.visitortracker.api.ingest.outcome;

import dev.visitortracker.api.http.WrittenResponse;
import dev.visitortracker.api.ingest.lines.StreamReport;
import dev.visitortracker.api.problem.Problem;
import dev.visitortracker.api.replica.ReplicaSet;
import dev.visitortracker.api.token.Position;
import dev.visitortracker.api.token.Preferences;
import dev.visitortracker.api.token.Preferences.Durability;
import dev.visitortracker.api.token.TokenSettings;
import dev.visitortracker.api.token.VisitTokens;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import tools.jackson.databind.ObjectWriter;

/**
 * What the sender of events is told that Kafka has: 202 with the token that a later read can give,
 * or 201 where the sender preferred to wait until they are stored or visible, and they are.
 */
public final class AcceptedResponses {
  private static final String MEMBER = "token";

  private final VisitTokens tokens;
  private final ReplicaSet replicas;
  private final TokenSettings settings;
  private final ObjectWriter json;

  public AcceptedResponses(
      VisitTokens tokens, ReplicaSet replicas, TokenSettings settings, ObjectWriter json) {
    this.json = json;
    this.tokens = tokens;
    this.replicas = replicas;
    this.settings = settings;
  }

  public Mono<ServerResponse> of(
      IngestResponse answer, Position position, Preferences preferences) {
    Durability durability = preferences.durability();
    return durability == null
        ? respond(answer, position, HttpStatus.ACCEPTED, null)
        : wait(position, durability, preferences.grantedWait(settings))
            .flatMap(isThere -> respond(answer, position, preferences, durability, isThere));
  }

  public StreamReport report(long firstLine) {
    return new StreamReport(firstLine, tokens);
  }

  /** For a body of which only a part was accepted. */
  public Problem withToken(Problem problem, Position position) {
    String token = tokens.write(position);
    return problem.with(MEMBER, token).withHeader(VisitTokens.HEADER, token);
  }

  private Mono<Boolean> wait(Position position, Durability durability, Duration atMost) {
    return switch (durability) {
      case STORED -> replicas.awaitStored(position, atMost);
      case VISIBLE -> replicas.awaitVisible(position, atMost);
    };
  }

  /** 202 says nothing of the durability, so only the wait has been heeded then. */
  private Mono<ServerResponse> respond(
      IngestResponse answer,
      Position position,
      Preferences preferences,
      Durability durability,
      boolean isThere) {
    String wait =
        preferences.maxWait() == null
            ? null
            : "wait=" + preferences.grantedWait(settings).toSeconds();
    if (!isThere) {
      return respond(answer, position, HttpStatus.ACCEPTED, wait);
    }
    String applied = "durability=" + durability.name().toLowerCase(Locale.ROOT);
    return respond(
        answer, position, HttpStatus.CREATED, wait == null ? applied : applied + ", " + wait);
  }

  private Mono<ServerResponse> respond(
      IngestResponse answer, Position position, HttpStatus status, @Nullable String applied) {
    String token = tokens.write(position);
    return Mono.just(
        WrittenResponse.json(status, json.writeValueAsBytes(answer.withToken(token)))
            .with(VisitTokens.HEADER, token)
            .with(Preferences.APPLIED, applied));
  }
}

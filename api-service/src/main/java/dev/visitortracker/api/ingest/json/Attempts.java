package dev.visitortracker.api.ingest.json;

import dev.visitortracker.api.idempotency.FirstAttempt;
import dev.visitortracker.api.idempotency.IdempotencyKey;
import dev.visitortracker.api.idempotency.IdempotencyStatus;
import dev.visitortracker.api.idempotency.IdempotencyStore;
import dev.visitortracker.api.problem.Problem;
import dev.visitortracker.api.problem.ProblemType;
import dev.visitortracker.api.telemetry.Metrics;
import java.time.Instant;
import java.time.InstantSource;
import reactor.core.publisher.Mono;

/**
 * Makes all attempts at one event the same visit. Site, time and key make its id, so the worker
 * stores it once, also where several attempts are under way at the same time. An event that says
 * its time needs no memory for that. Of one that does not, the time of the first attempt is
 * remembered and taken by the others. With it goes a fingerprint of the body, so that a key that is
 * used for another event is refused. Without {@code Idempotency-Key} this holds for single
 * CloudEvents, whose source and id are their key.
 */
public final class Attempts {
  /** The characters of a ULID that hold its time. The rest is derived from the site and the key. */
  private static final int TIME_CHARACTERS = 10;

  private final IdempotencyStore firsts;
  private final InstantSource clock;
  private final Metrics metrics;

  public Attempts(IdempotencyStore firsts, InstantSource clock, Metrics metrics) {
    this.firsts = firsts;
    this.clock = clock;
    this.metrics = metrics;
  }

  Mono<Attempt> read(SentEvent sent) {
    if (!sent.hasHeader() && !sent.hasKey()) {
      return Mono.just(new Attempt(sent.readAt(clock.instant()), null));
    }
    return sent.readAt(null) instanceof JsonBody.One timed
        ? timed(timed, sent)
        : untimed(sent.readAt(clock.instant()), sent);
  }

  private Mono<Attempt> timed(JsonBody.One event, SentEvent sent) {
    return sent.hasHeader()
        ? remember(event, IdempotencyStatus.BY_TIME, sent)
        : Mono.just(new Attempt(event, null));
  }

  private Mono<Attempt> untimed(JsonBody body, SentEvent sent) {
    return switch (body) {
      case JsonBody.One event when sent.hasHeader() && !firsts.areKept() ->
          Mono.just(refused(IdempotencyKey.withoutTime(), 1));
      case JsonBody.One event -> remember(event, IdempotencyStatus.UNPROTECTED, sent);
      case JsonBody.Many many when sent.hasHeader() ->
          Mono.just(refused(IdempotencyKey.manyEvents(), 0));
      case JsonBody.Many many -> Mono.just(new Attempt(many, null));
      case JsonBody.Refused refused -> Mono.just(new Attempt(refused, null));
    };
  }

  /**
   * @param unseen what holds where the memory does not say
   */
  private Mono<Attempt> remember(JsonBody.One event, IdempotencyStatus unseen, SentEvent sent) {
    String key = event.visit().id().toString().substring(TIME_CHARACTERS);
    return firsts
        .put(key, sent.attemptAt(event.visit().timestampMillis()).bytes())
        .map(
            seen ->
                switch (seen) {
                  case IdempotencyStore.First first -> new Attempt(event, IdempotencyStatus.FIRST);
                  case IdempotencyStore.Unknown away -> new Attempt(event, unseen);
                  case IdempotencyStore.Before before ->
                      again(FirstAttempt.read(before.value()), sent);
                })
        .doOnNext(this::count);
  }

  private static Attempt again(FirstAttempt first, SentEvent sent) {
    JsonBody again = sent.readAt(Instant.ofEpochMilli(first.timeMillis()));
    boolean isSame =
        again instanceof JsonBody.One event
            && event.visit().timestampMillis() == first.timeMillis()
            && first.equals(sent.attemptAt(first.timeMillis()));
    return isSame
        ? new Attempt(again, IdempotencyStatus.REPEATED)
        : refused(
            Problem.of(
                    ProblemType.IDEMPOTENCY_KEY_REUSED,
                    IdempotencyKey.HEADER + " came with another event before")
                .with("field", IdempotencyKey.HEADER),
            1);
  }

  private void count(Attempt attempt) {
    IdempotencyStatus repetition = attempt.repetition();
    metrics.keyed(repetition == null ? "reused" : repetition.word());
  }

  private static Attempt refused(Problem problem, int events) {
    return new Attempt(new JsonBody.Refused(problem, events), null);
  }
}

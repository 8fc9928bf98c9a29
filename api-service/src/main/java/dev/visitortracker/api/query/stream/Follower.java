package dev.visitortracker.api.query.stream;

import dev.visitortracker.api.admission.ConcurrencyLimit;
import dev.visitortracker.api.admission.ConcurrencyLimit.Slot;
import dev.visitortracker.api.query.Filter;
import dev.visitortracker.api.query.stream.ServerSentEvents.End;
import dev.visitortracker.api.tail.CatchUp;
import dev.visitortracker.api.tail.Tail;
import dev.visitortracker.api.tail.TailBatch;
import dev.visitortracker.api.tail.TailEndedException;
import dev.visitortracker.api.tail.TailSettings;
import dev.visitortracker.api.telemetry.Metrics;
import dev.visitortracker.api.token.Position;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Signal;
import reactor.util.retry.Retry;

/**
 * One stream: what its reader has missed, then what comes. It belongs to one subscription.
 *
 * <p>What was missed is read by a reader of its own, as fast as the client takes it. Once there is
 * nothing more, the stream joins the others: it lets pass what they get until they are as far as it
 * is. The first batch from there on says up to where its own reader still has to go, and what comes
 * meanwhile waits in its buffer. A client that takes less than comes gets what its buffer holds and
 * has then missed the rest: it leaves the others and starts over, and nothing is left out.
 */
final class Follower {
  private static final Logger log = LoggerFactory.getLogger(Follower.class);

  /** Between two looks whether a place to catch up is free. */
  private static final Duration TURN_INTERVAL = Duration.ofMillis(100);

  /**
   * Why a place is left: Kafka has what was there no longer, or a stream may not go so far back.
   */
  private static final String TOO_OLD = "too_old";

  private final Tail tail;
  private final Map<Filter, Object> filters;
  private final ServerSentEvents events;
  private final ConcurrencyLimit catchUps;
  private final Metrics metrics;
  private final TailSettings settings;
  private @Nullable Position sent;
  private Position caughtUp = Position.START;

  Follower(
      Tail tail,
      Map<Filter, Object> filters,
      ServerSentEvents events,
      ConcurrencyLimit catchUps,
      Metrics metrics,
      TailSettings settings) {
    this.tail = tail;
    this.filters = filters;
    this.events = events;
    this.catchUps = catchUps;
    this.metrics = metrics;
    this.settings = settings;
  }

  /**
   * Without end of its own. A reader that takes nothing for too long gets an error.
   *
   * @param after what the reader has got before; null: the stream begins now
   * @param closing ends it
   */
  Flux<byte[]> follow(@Nullable Position after, Mono<Void> closing) {
    sent = after;
    return Flux.defer(this::goOn)
        .doOnNext(piece -> sent = piece.behind())
        .doOnError(Exceptions::isOverflow, behind -> metrics.streamFellBehind())
        .retryWhen(Retry.indefinitely().filter(Exceptions::isOverflow))
        .map(Piece::bytes)
        .takeUntilOther(closing)
        .concatWith(end(End.CLOSING))
        .onErrorResume(error -> end(reason(error)))
        .timeout(settings.stall())
        .doOnError(stalled -> metrics.streamEnded("STALLED"));
  }

  private Flux<Piece> goOn() {
    Position after = sent;
    return after == null ? live() : resume(after, catchUps.later());
  }

  /** Its error of the full buffer comes when the client has taken what the buffer holds. */
  private Flux<Piece> live() {
    return pieces(tail.live().skipUntil(this::isCaughtUpWith), newPieces())
        .onBackpressureBuffer(settings.maxBuffer());
  }

  private boolean isCaughtUpWith(TailBatch batch) {
    return caughtUp.isReachedBy(batch.before());
  }

  private EventPieces newPieces() {
    return new EventPieces(filters, events, settings);
  }

  private Flux<Piece> resume(Position after, Slot slot) {
    return turn(slot)
        .thenMany(
            Flux.usingWhen(
                Mono.fromSupplier(tail::catchUp),
                reader -> resume(after, reader, slot),
                CatchUp::close))
        .doFinally(end -> slot.release());
  }

  private Mono<Boolean> turn(Slot slot) {
    long looks = settings.catchUpWait().dividedBy(TURN_INTERVAL);
    return Mono.fromSupplier(slot::tryTake)
        .filter(isTaken -> isTaken)
        .repeatWhenEmpty(ticks -> ticks.take(looks).delayElements(TURN_INTERVAL))
        .switchIfEmpty(Mono.error(BusyException::new));
  }

  private Flux<Piece> resume(Position after, CatchUp reader, Slot slot) {
    EventPieces missed = newPieces();
    return reader
        .resume(after)
        .flatMapMany(
            skipped ->
                Flux.concat(
                    gap(after, skipped),
                    pieces(reader.toVisible().doOnNext(this::catchUp), missed),
                    live()
                        .switchOnFirst((first, live) -> join(first, live, reader, missed, slot))));
  }

  private void catchUp(TailBatch batch) {
    caughtUp = batch.behind();
  }

  private static Flux<Piece> pieces(Flux<TailBatch> batches, EventPieces pieces) {
    return batches.concatMapIterable(pieces::of, 1);
  }

  private Flux<Piece> gap(Position after, long skipped) {
    return skipped == 0
        ? Flux.empty()
        : Flux.just(new Piece(events.gap(skipped, TOO_OLD), after, after));
  }

  private static Flux<Piece> join(
      Signal<? extends Piece> first,
      Flux<Piece> live,
      CatchUp reader,
      EventPieces missed,
      Slot slot) {
    Piece piece = first.get();
    return piece == null
        ? live
        : Flux.concat(
            pieces(reader.until(piece.before()), missed),
            reader.close().doFinally(end -> slot.release()).cast(Piece.class),
            live);
  }

  /** An error of the live tail concerns all its streams and is logged where it comes from. */
  private static End reason(Throwable error) {
    return switch (error) {
      case BusyException busy -> End.BUSY;
      case TailEndedException logged -> End.INTERRUPTED;
      default -> {
        log.warn("a stream ends: {}", error.toString());
        yield End.INTERRUPTED;
      }
    };
  }

  private Mono<byte[]> end(End reason) {
    return Mono.fromSupplier(
        () -> {
          metrics.streamEnded(reason.name());
          return events.end(reason, sent);
        });
  }

  /** Refuses a catch-up because the limit of catch-ups is reached. */
  private static final class BusyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BusyException() {
      super("as many streams read what they have missed as may", null, false, false);
    }
  }
}

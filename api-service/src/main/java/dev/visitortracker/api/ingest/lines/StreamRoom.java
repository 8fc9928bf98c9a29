package dev.visitortracker.api.ingest.lines;

import dev.visitortracker.api.admission.ByteBudget.Share;
import dev.visitortracker.api.ingest.outcome.Refusals;
import dev.visitortracker.api.ingest.request.IngestSettings;
import dev.visitortracker.api.problem.Problem;
import reactor.core.publisher.Mono;

/**
 * The part of one stream in what this instance may hold: the line that is begun and the read that
 * waits for room, as long as the stream lives, and each read until Kafka has its lines. Where there
 * is no room the stream waits, and its sender with it.
 */
record StreamRoom(Share share, IngestSettings settings) {
  /** About how much larger a read is with the visits that were made of it. */
  private static final int VISITS = 4;

  /** Whether the stream may begin. */
  Mono<Boolean> open() {
    return await(settings.maxLine().toBytes() + settings.maxRead().toBytes());
  }

  /** The part when it has found room, or the end of the stream where it found none in time. */
  Mono<BodyPart> admit(BodyPart part) {
    return switch (part) {
      case BodyPart.Lines lines ->
          await(size(lines)).map(hasRoom -> hasRoom ? lines : new BodyPart.BrokenOff(refusal()));
      case BodyPart.BrokenOff end -> Mono.just(end);
    };
  }

  /** What the part held is free. */
  void leave(BodyPart part) {
    if (part instanceof BodyPart.Lines lines) {
      share.shrink(size(lines));
    }
  }

  Problem refusal() {
    return Refusals.overCapacity(settings.retryAfter());
  }

  private static long size(BodyPart.Lines lines) {
    return (long) VISITS * lines.sizeInBytes();
  }

  private Mono<Boolean> await(long bytes) {
    return Mono.fromSupplier(() -> share.tryGrow(bytes))
        .filter(isTaken -> isTaken)
        .repeatWhenEmpty(
            tries -> tries.take(settings.overloadRetries()).delayElements(settings.overloadPause()))
        .defaultIfEmpty(false);
  }
}

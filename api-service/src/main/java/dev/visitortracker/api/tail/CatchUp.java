package dev.visitortracker.api.tail;

import dev.visitortracker.api.token.Position;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Reads what one subscriber has missed, when it asks for it. To be closed, also where its start
 * failed or was cancelled.
 */
public interface CatchUp {
  /**
   * Goes to a position of earlier, at most as far back as streams may.
   *
   * @return how many offsets are left out because they are too far back or gone
   */
  Mono<Long> resume(Position from);

  /** From there on, to where every node that serves reads has come when the last batch is there. */
  Flux<TailBatch> toVisible();

  /** What is left up to a position that others have been shown. */
  Flux<TailBatch> until(Position end);

  /** Once however often it is asked for. */
  Mono<Void> close();
}

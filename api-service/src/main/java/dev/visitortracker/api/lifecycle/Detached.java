package dev.visitortracker.api.lifecycle;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/** Work that is done for several callers, and goes on when one of them is gone. */
public final class Detached {
  private static final Logger log = LoggerFactory.getLogger(Detached.class);

  private Detached() {}

  /** Begins at once; whoever wants to know the end has put it into the work itself. */
  public static void run(Mono<Void> work) {
    work.subscribe(nothing -> {}, error -> log.error("work on nobody's behalf failed", error));
  }
}

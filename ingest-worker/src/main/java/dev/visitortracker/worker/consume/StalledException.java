package dev.visitortracker.worker.consume;

import java.time.Duration;
import java.util.Map;

/** The consumer had something to read and did not; a new one has to take its place. */
public final class StalledException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StalledException(Duration timeout, Map<Integer, Long> lag) {
    super(
        "the consumer stood still for %d s with a lag of partition=records %s"
            .formatted(timeout.toSeconds(), lag),
        null,
        false,
        false);
  }
}

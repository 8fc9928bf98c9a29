package dev.visitortracker.api.tail;

/**
 * The reader that all live streams share has failed. Why stands in the log, once for all of them.
 */
public final class TailEndedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  TailEndedException(Throwable cause) {
    super("the live tail has ended", cause, false, false);
  }
}

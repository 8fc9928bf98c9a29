package dev.visitortracker.api.tail;

/** No database serves reads, so nothing is known to be visible. */
final class NotServedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NotServedException() {
    super("no database serves reads", null, false, false);
  }
}

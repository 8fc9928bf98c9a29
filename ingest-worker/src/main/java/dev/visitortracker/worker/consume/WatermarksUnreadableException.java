package dev.visitortracker.worker.consume;

/**
 * PostgreSQL did not say where to read on, so no partition can be taken over. The cause is what it
 * answered instead.
 */
public final class WatermarksUnreadableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  WatermarksUnreadableException(Throwable cause) {
    super("the watermarks cannot be read: " + cause, cause, false, false);
  }
}

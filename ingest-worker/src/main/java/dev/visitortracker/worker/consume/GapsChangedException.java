package dev.visitortracker.worker.consume;

/**
 * A partition that stood still may go on, or one that went on must stand still. A new consumer has
 * to take over.
 */
public final class GapsChangedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  GapsChangedException(String sentence) {
    super(sentence, null, false, false);
  }
}

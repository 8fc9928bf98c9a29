package dev.visitortracker.worker.replay;

/** There is nothing to replay in what was asked for; the message is a sentence for the operator. */
public final class EmptyRangeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  EmptyRangeException(String message) {
    super(message, null, false, false);
  }
}

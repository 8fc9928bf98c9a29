package dev.visitortracker.local.machine;

/** Something that a person has to put right; the message says what and how. */
public final class StackException extends RuntimeException {
  public StackException(String message) {
    super(message);
  }

  public StackException(String message, Throwable cause) {
    super(message, cause);
  }
}

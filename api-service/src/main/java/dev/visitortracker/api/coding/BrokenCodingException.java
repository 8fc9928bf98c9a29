package dev.visitortracker.api.coding;

/** The bytes are not what the coding allows; the message is the end of a sentence. */
final class BrokenCodingException extends Exception {
  private static final long serialVersionUID = 1L;

  BrokenCodingException(String problem) {
    super(problem, null, false, false);
  }
}

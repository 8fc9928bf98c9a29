package dev.visitortracker.perf.attack;

/** A load generator has not done what it was started for, so that there is nothing to judge. */
final class ToolFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ToolFailure(String message) {
    super(message);
  }

  ToolFailure(String message, Throwable cause) {
    super(message, cause);
  }
}

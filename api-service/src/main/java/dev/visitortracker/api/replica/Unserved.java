package dev.visitortracker.api.replica;

import java.time.Duration;

/** No node has answered in time. */
public record Unserved<T>(Reason reason, Duration retryAfter) implements ReadOutcome<T> {
  /** Why; the names appear in logs and metrics as they are. */
  public enum Reason {
    /** No node is in the rotation, or all of them failed this read. */
    NO_NODE("no replica can be reached"),
    /** The read took longer than a statement or a request may. */
    TOO_SLOW("the read took too long");

    private final String words;

    Reason(String words) {
      this.words = words;
    }

    public String words() {
      return words;
    }
  }
}

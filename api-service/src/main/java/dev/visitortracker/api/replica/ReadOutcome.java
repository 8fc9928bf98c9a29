package dev.visitortracker.api.replica;

import java.time.Duration;

/** The outcome of a read on the nodes. */
public sealed interface ReadOutcome<T> {
  /**
   * A node has answered.
   *
   * @param servedBy the node's name
   */
  record Served<T>(T value, String servedBy) implements ReadOutcome<T> {}

  /** No node has answered in time. */
  record Unserved<T>(Reason reason, Duration retryAfter) implements ReadOutcome<T> {}

  /** Why no node has answered; the names appear in logs and metrics as they are. */
  enum Reason {
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

package dev.visitortracker.api.publish;

import java.time.Duration;

/** Kafka has not acknowledged all of them in time, or was not asked. */
public record Unavailable(Reason reason, Duration retryAfter) implements PublishOutcome {
  /** Why; the names appear in logs and metrics as they are. */
  public enum Reason {
    /** The broker is known to be away; nothing was sent. */
    BROKER_AWAY("Kafka cannot be reached"),
    /** Too many records wait for their acknowledgement; nothing was sent. */
    TOO_MANY_IN_FLIGHT("too many events wait for Kafka"),
    /** Sent, but the acknowledgement did not come in time. */
    NOT_ACKNOWLEDGED("Kafka has not acknowledged in time");

    private final String words;

    Reason(String words) {
      this.words = words;
    }

    public String words() {
      return words;
    }
  }
}

package dev.visitortracker.api.publish;

import java.time.Duration;
import java.util.Map;

/** The outcome of handing visits to Kafka. */
public sealed interface PublishOutcome {
  /**
   * Kafka has all of them.
   *
   * @param nextOffsets per partition the offset behind the last of these visits
   */
  record Published(Map<Integer, Long> nextOffsets) implements PublishOutcome {
    static final Published NOTHING = new Published(Map.of());

    public Published {
      nextOffsets = Map.copyOf(nextOffsets);
    }
  }

  /** Kafka has not acknowledged all of them in time, or was not asked. */
  record Unavailable(Reason reason, Duration retryAfter) implements PublishOutcome {}

  /** Why visits are not published; the names appear in logs and metrics as they are. */
  enum Reason {
    /** The broker is known to be away; nothing was sent. */
    BROKER_AWAY("Kafka cannot be reached"),
    /** Too many records wait for their acknowledgement; nothing was sent. */
    TOO_MANY_IN_FLIGHT("too many events wait for Kafka"),
    /** Sent, but the acknowledgement did not come in time. */
    NOT_ACKNOWLEDGED("Kafka has not acknowledged in time"),
    /** This instance ends; nothing was sent. */
    CLOSING("this instance stops");

    private final String words;

    Reason(String words) {
      this.words = words;
    }

    public String words() {
      return words;
    }
  }
}

package dev.visitortracker.event;

/** The names that the services meet at in Kafka. */
public final class Topics {
  /** Accepted visits; records have no key, so that the producer fills its batches. */
  public static final String VISIT_EVENTS = "visit-events";

  /** Records that could not be stored: the original bytes, the reason in the headers. */
  public static final String DEAD_LETTERS = "visit-events.dead";

  private Topics() {}
}

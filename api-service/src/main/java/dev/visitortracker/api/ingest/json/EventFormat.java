package dev.visitortracker.api.ingest.json;

import dev.visitortracker.event.CheckResult;
import dev.visitortracker.event.Defaults;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;

/** How a JSON value becomes a visit. */
public interface EventFormat {
  /**
   * Reads the value at the parser's current token and leaves the parser at its last token, also
   * where the event is rejected.
   *
   * @throws JacksonException where the JSON itself is broken
   */
  CheckResult read(JsonParser parser, Defaults defaults);

  /** Whether each event has a deduplication key of its own. */
  boolean hasKeys();
}

package dev.visitortracker.api.ingest.accesslog;

import dev.visitortracker.event.ReadResult;
import org.jspecify.annotations.Nullable;

/** Reads the lines of one log format. */
interface LogParser {
  /** The request of a line, why there is none, or null where the line is a comment. */
  @Nullable ReadResult parse(String line);

  /** Whether a line that nothing ends is surely whole. */
  boolean isComplete(String line);
}

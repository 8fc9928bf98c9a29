package dev.visitortracker.api.ingest.lines;

import dev.visitortracker.event.Defaults;

/** How the lines of one body become visits. May keep what lines before said: one for each body. */
public interface LineFormat {
  LineEnds ends();

  /** Reads a line; called once for each, in their order. */
  LineResult check(Line.Whole line, Defaults defaults);

  /**
   * Whether a last line without its end is all of a line. A file may be read while its last line is
   * being written: what may go on is not taken, else the whole line would be another visit later.
   */
  boolean isComplete(Line.Whole line);
}

package dev.visitortracker.api.ingest.lines;

import dev.visitortracker.event.CheckResult;
import dev.visitortracker.event.Defaults;

/** How a line becomes a visit. */
public interface LineFormat {
  CheckResult check(Line.Whole line, Defaults defaults);
}

package dev.visitortracker.api.ingest;

import dev.visitortracker.event.CheckResult;
import dev.visitortracker.event.Defaults;

/** How a line becomes a visit. */
interface LineFormat {
  CheckResult check(Line.Whole line, Defaults defaults);
}

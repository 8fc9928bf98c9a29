package dev.visitortracker.api.ingest;

import dev.visitortracker.event.Checked;
import dev.visitortracker.event.Defaults;

/** How a line becomes a visit. */
interface LineFormat {
  Checked check(Line.Whole line, Defaults defaults);
}

package dev.visitortracker.api.ingest.lines;

import dev.visitortracker.event.CheckResult;
import dev.visitortracker.event.Defaults;
import dev.visitortracker.event.Rejected;
import dev.visitortracker.event.VisitDraft;
import dev.visitortracker.event.VisitJson;
import dev.visitortracker.event.VisitJson.UnknownFields;
import dev.visitortracker.event.VisitRules;

/** One JSON object per line. */
public record JsonLine(VisitRules rules) implements LineFormat {
  @Override
  public CheckResult check(Line.Whole line, Defaults defaults) {
    return switch (VisitJson.read(
        line.bytes(), line.offset(), line.length(), UnknownFields.REJECT)) {
      case VisitDraft draft -> rules.check(draft, defaults);
      case Rejected rejected -> rejected;
    };
  }
}

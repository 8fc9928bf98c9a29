package dev.visitortracker.api.ingest.lines;

import dev.visitortracker.event.Defaults;
import dev.visitortracker.event.ReadResult;
import dev.visitortracker.event.Rejected;
import dev.visitortracker.event.VisitDraft;
import dev.visitortracker.event.VisitJson;
import dev.visitortracker.event.VisitJson.UnknownFields;
import dev.visitortracker.event.VisitRules;

/** One JSON object per line. */
public record JsonLine(VisitRules rules) implements LineFormat {
  @Override
  public LineEnds ends() {
    return LineEnds.LF;
  }

  @Override
  public LineResult check(Line.Whole line, Defaults defaults) {
    return new LineResult.Event(
        switch (read(line)) {
          case VisitDraft draft -> rules.check(draft, defaults);
          case Rejected rejected -> rejected;
        });
  }

  /** No part of an object is an object. */
  @Override
  public boolean isComplete(Line.Whole line) {
    return switch (read(line)) {
      case VisitDraft draft -> true;
      case Rejected rejected -> !rejected.field().equals("body");
    };
  }

  private static ReadResult read(Line.Whole line) {
    return VisitJson.read(line.bytes(), line.offset(), line.length(), UnknownFields.REJECT);
  }
}

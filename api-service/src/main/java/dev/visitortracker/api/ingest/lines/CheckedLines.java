package dev.visitortracker.api.ingest.lines;

import dev.visitortracker.api.ingest.outcome.Rejection;
import dev.visitortracker.event.CheckResult;
import dev.visitortracker.event.Defaults;
import dev.visitortracker.event.Rejected;
import dev.visitortracker.event.Visit;
import java.util.ArrayList;
import java.util.List;

/**
 * Lines that came together, each a visit or a rejection.
 *
 * @param lastLine everything up to this line is among them or came before
 */
record CheckedLines(List<Visit> visits, List<Rejection> rejections, long lastLine) {

  static CheckedLines of(
      BodyPart.Lines part, LineFormat format, Defaults defaults, long firstLine, int maxLine) {
    List<Visit> visits = new ArrayList<>(part.lines().size());
    List<Rejection> rejections = new ArrayList<>();
    for (Line line : part.lines()) {
      switch (check(line, format, defaults, maxLine)) {
        case CheckResult.Valid valid -> visits.add(valid.visit());
        case Rejected why -> rejections.add(Rejection.ofLine(line.number(), firstLine, why));
      }
    }
    return new CheckedLines(visits, rejections, part.lastLine());
  }

  private static CheckResult check(Line line, LineFormat format, Defaults defaults, int maxLine) {
    return switch (line) {
      case Line.Whole whole -> format.check(whole, defaults);
      case Line.TooLong tooLong ->
          new Rejected(
              "body", "is a line that is too long", "lines of at most " + maxLine + " bytes");
    };
  }
}

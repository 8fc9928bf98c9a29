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
      if (result(line, format, defaults, maxLine) instanceof LineResult.Event event) {
        switch (event.checked()) {
          case CheckResult.Valid valid -> visits.add(valid.visit());
          case Rejected why -> rejections.add(Rejection.ofLine(line.number(), firstLine, why));
        }
      }
    }
    return new CheckedLines(visits, rejections, lastLine(part, format));
  }

  private static LineResult result(Line line, LineFormat format, Defaults defaults, int maxLine) {
    return switch (line) {
      case Line.Whole whole -> format.check(whole, defaults);
      case Line.Unended last ->
          format.isComplete(last.text())
              ? format.check(last.text(), defaults)
              : refused("is a line without its end and may go on", "lines that end with LF");
      case Line.TooLong tooLong ->
          refused("is a line that is too long", "lines of at most " + maxLine + " bytes");
    };
  }

  private static LineResult refused(String problem, String allowed) {
    return new LineResult.Event(new Rejected("body", problem, allowed));
  }

  /** A last line that may go on is not answered for: its sender sends it again when it is whole. */
  private static long lastLine(BodyPart.Lines part, LineFormat format) {
    boolean mayGoOn =
        !part.lines().isEmpty()
            && part.lines().getLast() instanceof Line.Unended last
            && !format.isComplete(last.text());
    return mayGoOn ? part.lastLine() - 1 : part.lastLine();
  }
}

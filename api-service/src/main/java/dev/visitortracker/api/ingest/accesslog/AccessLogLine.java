package dev.visitortracker.api.ingest.accesslog;

import dev.visitortracker.api.ingest.lines.Line;
import dev.visitortracker.api.ingest.lines.LineFormat;
import dev.visitortracker.event.CheckResult;
import dev.visitortracker.event.Defaults;
import dev.visitortracker.event.Rejected;
import dev.visitortracker.event.VisitDraft;
import dev.visitortracker.event.VisitRules;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * One request per line of an access log. Its number and text make the id, so that importing the
 * same file again adds nothing, and the same request twice in one file counts twice.
 */
public record AccessLogLine(VisitRules rules) implements LineFormat {
  @Override
  public CheckResult check(Line.Whole line, Defaults defaults) {
    String text;
    try {
      text =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(line.bytes(), line.offset(), line.length()))
              .toString();
    } catch (CharacterCodingException notUtf8) {
      return new Rejected("body", "is not valid UTF-8", "lines in UTF-8");
    }
    return switch (AccessLogParser.parse(text)) {
      case VisitDraft draft ->
          rules.check(draft, defaults.withDeduplicationKey(line.number() + ":" + text));
      case Rejected rejected -> rejected;
    };
  }
}

package dev.visitortracker.api.ingest.accesslog;

import dev.visitortracker.api.ingest.lines.Line;
import dev.visitortracker.api.ingest.lines.LineEnds;
import dev.visitortracker.api.ingest.lines.LineFormat;
import dev.visitortracker.api.ingest.lines.LineResult;
import dev.visitortracker.api.ingest.request.LogFormat;
import dev.visitortracker.event.CheckResult;
import dev.visitortracker.event.Defaults;
import dev.visitortracker.event.ObservedRequest;
import dev.visitortracker.event.Rejected;
import dev.visitortracker.event.Timestamps;
import dev.visitortracker.event.VisitDraft;
import dev.visitortracker.event.VisitRules;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The lines of one access log, a request each. The number and the text of a line make the id, so
 * that importing the same file again adds nothing, and the same request twice in one file counts
 * twice. The format is the one that was named, or that of the first line that could be read.
 */
public final class AccessLog implements LineFormat {
  private static final char BYTE_ORDER_MARK = '\ufeff';

  private final VisitRules rules;
  private final LogFormat named;
  private @Nullable LogParser settled;

  public AccessLog(VisitRules rules, LogFormat named) {
    this.rules = rules;
    this.named = named;
    this.settled = named == LogFormat.AUTO ? null : parser(named);
  }

  @Override
  public LineEnds ends() {
    return LineEnds.LF_OR_CR;
  }

  @Override
  public LineResult check(Line.Whole line, Defaults defaults) {
    String text = text(line);
    LogParser parser = settled == null ? recognise(text) : settled;
    return switch (parser.parse(text)) {
      case null -> new LineResult.Comment();
      case VisitDraft draft -> {
        settled = parser;
        yield new LineResult.Event(
            check(draft, defaults.withDeduplicationKey(line.number() + ":" + text)));
      }
      case Rejected why -> new LineResult.Event(why);
    };
  }

  @Override
  public boolean isComplete(Line.Whole line) {
    String text = text(line);
    LogParser parser = settled == null ? recognise(text) : settled;
    return parser.isComplete(text);
  }

  private CheckResult check(VisitDraft seen, Defaults defaults) {
    CheckResult checked = rules.check(ObservedRequest.fit(seen), defaults);
    return switch (checked) {
      case CheckResult.Valid valid -> valid;
      case Rejected why -> isNoTime(why, seen) ? LogTime.notATime() : why;
    };
  }

  /** The rules know times as JSON has them, a log has its own form. */
  private static boolean isNoTime(Rejected why, VisitDraft seen) {
    String timestamp = seen.timestamp();
    return why.field().equals("timestamp")
        && timestamp != null
        && Timestamps.parse(timestamp) == null;
  }

  /** The text of a line; what is no UTF-8 is replaced by U+FFFD. */
  private static String text(Line.Whole line) {
    String text = new String(line.bytes(), line.offset(), line.length(), StandardCharsets.UTF_8);
    return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
  }

  private LogParser recognise(String line) {
    if (line.startsWith("{")) {
      return new JsonLogParser();
    }
    if (line.startsWith("#")) {
      settled = W3cLogParser.namesFields(line) ? new W3cLogParser() : null;
      return settled == null ? new W3cLogParser() : settled;
    }
    return AlbLogParser.isEntry(line) ? new AlbLogParser() : new TextLogParser(named);
  }

  private static LogParser parser(LogFormat format) {
    return switch (format) {
      case CADDY, TRAEFIK -> new JsonLogParser();
      case W3C -> new W3cLogParser();
      case ALB -> new AlbLogParser();
      case AUTO, COMBINED, VHOST_COMBINED, IP_PORT, X_FORWARDED_FOR, NGINX ->
          new TextLogParser(format);
    };
  }
}

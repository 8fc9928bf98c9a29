package dev.visitortracker.api.ingest.accesslog;

import dev.visitortracker.event.ReadResult;
import dev.visitortracker.event.Rejected;
import dev.visitortracker.event.VisitDraft;
import org.jspecify.annotations.Nullable;

/**
 * Reads the common and the combined log format of Apache httpd and nginx in one pass:
 *
 * <pre>
 *   host ident user [17/May/2015:10:05:03 +0000] "GET /path?query HTTP/1.1" 200 203023
 *   … "referrer" "user agent"
 * </pre>
 *
 * <p>A server writes such a line, nobody can mend it. So what can be understood is taken: a user
 * may hold spaces, a line may break off in its last field, there may be more fields behind. The
 * query string is left out, {@code -} stands for an absent value.
 */
final class AccessLogParser {
  private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";
  private static final String TIME = "dd/Mmm/yyyy:hh:mm:ss +zzzz";
  private static final int MAX_REFERRER = 512;

  private final String line;
  private int position;

  private AccessLogParser(String line) {
    this.line = line;
  }

  static ReadResult parse(String line) {
    return new AccessLogParser(line).draft();
  }

  private ReadResult draft() {
    String host = word();
    String timestamp = timestamp();
    if (timestamp == null) {
      return new Rejected("timestamp", "is missing", "a time like [17/May/2015:10:05:03 +0000]");
    }
    String request = quoted();
    if (request == null || isOpen()) {
      return new Rejected("endpoint", "is missing", "a quoted request like \"GET / HTTP/1.1\"");
    }
    int methodEnd = request.indexOf(' ');
    if (methodEnd <= 0) {
      return new Rejected(
          "endpoint",
          "is missing: the request is \"" + request + "\"",
          "a request like \"GET / HTTP/1.1\"");
    }
    Integer status = status(word());
    if (status == null) {
      return new Rejected("response_code", "is missing or not a number", "100 to 599");
    }
    word(); // The size of the response.
    String referrer = quoted();
    String userAgent = quoted();
    return new VisitDraft(
        null,
        timestamp,
        null,
        host,
        path(request, methodEnd),
        request.substring(0, methodEnd),
        status,
        value(userAgent),
        cut(value(referrer)),
        null);
  }

  /** Up to the next space. */
  private String word() {
    skipSpaces();
    int end = line.indexOf(' ', position);
    String word = line.substring(position, end < 0 ? line.length() : end);
    position += word.length();
    return word;
  }

  /** The time between brackets in the form of RFC 3339; what stands before it is the user. */
  private @Nullable String timestamp() {
    int open = line.indexOf('[', position);
    int end = open + 1 + TIME.length();
    if (open < 0 || end >= line.length() || line.charAt(end) != ']') {
      return null;
    }
    position = end + 1;
    String time = line.substring(open + 1, end);
    int month = MONTHS.indexOf(time.substring(3, 6));
    if (month < 0 || month % 3 != 0) {
      return time;
    }
    return time.substring(7, 11)
        + (month < 27 ? "-0" : "-")
        + (month / 3 + 1)
        + '-'
        + time.substring(0, 2)
        + 'T'
        + time.substring(12, 20)
        + time.substring(21, 24)
        + ':'
        + time.substring(24);
  }

  /** The next quoted field without its quotes; up to the line's end where it is not closed. */
  private @Nullable String quoted() {
    skipSpaces();
    if (position >= line.length() || line.charAt(position) != '"') {
      return null;
    }
    int start = position + 1;
    int end = start;
    boolean isEscaped = false;
    while (end < line.length() && line.charAt(end) != '"') {
      boolean escapes = line.charAt(end) == '\\' && end + 1 < line.length();
      isEscaped |= escapes;
      end += escapes ? 2 : 1;
    }
    position = end + 1;
    String text = line.substring(start, end);
    return isEscaped ? LogEscapes.decode(text) : text;
  }

  /** Whether the last quoted field was not closed. */
  private boolean isOpen() {
    return position > line.length();
  }

  private void skipSpaces() {
    while (position < line.length() && line.charAt(position) == ' ') {
      position++;
    }
  }

  private static @Nullable Integer status(String word) {
    return word.length() == 3 && word.chars().allMatch(c -> c >= '0' && c <= '9')
        ? Integer.valueOf(word)
        : null;
  }

  /** The target without version and query; a path may hold spaces, HTTP/0.9 has no version. */
  private static String path(String request, int methodEnd) {
    int version = request.lastIndexOf(" HTTP/");
    String target =
        request.substring(methodEnd + 1, version > methodEnd ? version : request.length());
    int query = target.indexOf('?');
    return query < 0 ? target : target.substring(0, query);
  }

  private static @Nullable String value(@Nullable String field) {
    return field == null || field.isEmpty() || field.equals("-") ? null : field;
  }

  private static @Nullable String cut(@Nullable String referrer) {
    if (referrer == null || referrer.codePointCount(0, referrer.length()) <= MAX_REFERRER) {
      return referrer;
    }
    return referrer.substring(0, referrer.offsetByCodePoints(0, MAX_REFERRER - 1)) + '…';
  }
}

package dev.visitortracker.api.ingest.accesslog;

import dev.visitortracker.api.ingest.request.LogFormat;
import dev.visitortracker.event.ReadResult;
import dev.visitortracker.event.Rejected;
import dev.visitortracker.event.VisitDraft;
import org.jspecify.annotations.Nullable;

/**
 * Reads the common and the combined log format of Apache httpd, nginx and their kin in one pass:
 *
 * <pre>
 *   host ident user [17/May/2015:10:05:03 +0000] "GET /path?query HTTP/1.1" 200 203023
 *   … "referrer" "user agent"
 * </pre>
 *
 * <p>A server writes such a line, nobody can mend it. So what can be understood is taken: a user
 * may hold spaces, a line may break off in its last field, there may be more fields before the
 * referrer and behind the user agent. The query string is left out, {@code -} stands for an absent
 * value. A field that tells how long the request took is the duration.
 */
record TextLogParser(LogFormat format) implements LogParser {
  /** The most of a wrong field that is shown. */
  private static final int MAX_SHOWN = 20;

  @Override
  public ReadResult parse(String line) {
    LogTime time = LogTime.find(line);
    if (time == null) {
      return line.indexOf('[') < 0 ? LogTime.missing() : LogTime.notATime();
    }
    LogCursor cursor = new LogCursor(line, time.end());
    String request = cursor.quoted();
    if (request == null || cursor.isOpen()) {
      return new Rejected("endpoint", "is missing", "a quoted request like \"GET / HTTP/1.1\"");
    }
    String statusText = cursor.word();
    Integer status = status(statusText);
    if (status == null) {
      return new Rejected("response_code", statusProblem(statusText), "100 to 599");
    }
    String client = LogClient.of(line.substring(0, time.start()), format);
    return draft(client, time.rfc3339(), LogRequest.of(request), status, Tail.of(cursor));
  }

  /**
   * A number may go on, and so may a line without user agent. What was cut just behind a closing
   * quote cannot be told from a whole line.
   */
  @Override
  public boolean isComplete(String line) {
    LogTime time = LogTime.find(line);
    if (time == null) {
      return false;
    }
    LogCursor cursor = new LogCursor(line, time.end());
    String request = cursor.quoted();
    String status = cursor.word();
    return request != null && !status.isEmpty() && Tail.of(cursor).endsWithQuote();
  }

  private static VisitDraft draft(
      String client, String timestamp, LogRequest request, Integer status, Tail tail) {
    return new VisitDraft(
        null,
        timestamp,
        null,
        client,
        request.endpoint(),
        request.method(),
        status,
        value(tail.userAgent()),
        value(tail.referrer()),
        tail.durationMillis());
  }

  private static @Nullable Integer status(String word) {
    return word.length() == 3 && word.chars().allMatch(c -> c >= '0' && c <= '9')
        ? Integer.valueOf(word)
        : null;
  }

  private static String statusProblem(String word) {
    if (word.isEmpty()) {
      return "is missing";
    }
    String shown = word.length() > MAX_SHOWN ? word.substring(0, MAX_SHOWN) + '…' : word;
    return "is " + shown + ", not a number of three digits";
  }

  private static @Nullable String value(@Nullable String field) {
    return field == null || field.isEmpty() || field.equals("-") ? null : field;
  }

  /**
   * What stands behind the status.
   *
   * @param endsWithQuote whether it ends with the user agent or another quoted field that is closed
   */
  private record Tail(
      @Nullable String referrer,
      @Nullable String userAgent,
      @Nullable Integer durationMillis,
      boolean endsWithQuote) {

    static Tail of(LogCursor cursor) {
      Integer duration = null;
      if (!cursor.isAtQuote()) {
        cursor.word(); // The size of the response.
      }
      while (!cursor.isAtQuote() && !cursor.isAtEnd()) {
        duration = firstOf(duration, cursor.word());
      }
      String referrer = cursor.quoted();
      String userAgent = cursor.quoted();
      boolean endsWithQuote = userAgent != null && !cursor.isOpen();
      while (!cursor.isAtEnd()) {
        endsWithQuote = cursor.isAtQuote();
        if (endsWithQuote) {
          cursor.quoted();
          endsWithQuote = !cursor.isOpen();
        } else {
          duration = firstOf(duration, cursor.word());
        }
      }
      return new Tail(referrer, userAgent, duration, endsWithQuote);
    }

    private static @Nullable Integer firstOf(@Nullable Integer duration, String field) {
      return duration == null ? LogDuration.ofField(field) : duration;
    }
  }
}

package dev.visitortracker.api.ingest.accesslog;

import dev.visitortracker.event.ReadResult;
import dev.visitortracker.event.Rejected;
import dev.visitortracker.event.Timestamps;
import dev.visitortracker.event.VisitDraft;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads access log entries of AWS Application Load Balancers:
 *
 * <pre>
 *   type time elb client:port target:port request_time target_time response_time
 *   … elb_status target_status received sent "request" "user agent" …
 * </pre>
 *
 * <p>The status is what the balancer answered, the duration is the sum of the three times.
 */
final class AlbLogParser implements LogParser {
  private static final Set<String> TYPES = Set.of("http", "https", "h2", "grpcs", "ws", "wss");

  /** Whether a line begins as an entry does. */
  static boolean isEntry(String line) {
    LogCursor cursor = new LogCursor(line, 0);
    return TYPES.contains(cursor.word()) && Timestamps.parse(cursor.word()) != null;
  }

  @Override
  public ReadResult parse(String line) {
    LogCursor cursor = new LogCursor(line, 0);
    cursor.word(); // The type.
    String time = cursor.word();
    if (Timestamps.parse(time) == null) {
      return new Rejected("timestamp", "is not a time of ALB", "a time like 2015-05-17T10:05:03Z");
    }
    cursor.word(); // The balancer.
    String client = LogClient.withoutPort(cursor.word());
    cursor.word(); // The target.
    Integer duration = duration(cursor.word(), cursor.word(), cursor.word());
    Integer status = LogDuration.ofMillis(cursor.word());
    if (status == null) {
      return new Rejected("response_code", "is missing or not a number", "100 to 599");
    }
    cursor.word(); // The status of the target.
    cursor.word(); // Bytes received.
    cursor.word(); // Bytes sent.
    String request = cursor.quoted();
    if (request == null || cursor.isOpen()) {
      return new Rejected("endpoint", "is missing", "a quoted request like \"GET / HTTP/1.1\"");
    }
    return draft(client, time, duration, status, LogRequest.of(request), cursor.quoted());
  }

  /** Entries differ in how many fields they have. */
  @Override
  public boolean isComplete(String line) {
    return false;
  }

  private static VisitDraft draft(
      String client,
      String time,
      @Nullable Integer duration,
      Integer status,
      LogRequest request,
      @Nullable String userAgent) {
    return new VisitDraft(
        null,
        time,
        null,
        client,
        path(request.endpoint()),
        request.method(),
        status,
        userAgent == null || userAgent.equals("-") ? null : userAgent,
        null,
        duration);
  }

  /** A time is -1 where the balancer did not get so far. */
  private static @Nullable Integer duration(String request, String target, String response) {
    Integer first = LogDuration.ofSeconds(request);
    Integer second = LogDuration.ofSeconds(target);
    Integer third = LogDuration.ofSeconds(response);
    if (first == null || second == null || third == null) {
      return null;
    }
    long sum = (long) first + second + third;
    return sum > Integer.MAX_VALUE ? null : (Integer) (int) sum;
  }

  /** ALB writes the whole URL; all visits of a site have the same beginning. */
  private static @Nullable String path(@Nullable String url) {
    int host = url == null ? -1 : url.indexOf("://");
    int path = host < 0 || url == null ? -1 : url.indexOf('/', host + 3);
    return path < 0 || url == null ? url : url.substring(path);
  }
}

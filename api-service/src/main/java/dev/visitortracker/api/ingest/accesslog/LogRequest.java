package dev.visitortracker.api.ingest.accesslog;

import dev.visitortracker.event.VisitRules;
import org.jspecify.annotations.Nullable;

/**
 * The request line that a log quotes.
 *
 * @param method null where it was no request, such as {@code -} or the bytes of TLS
 * @param endpoint the target without version and query; null where it was no request
 */
record LogRequest(@Nullable String method, @Nullable String endpoint) {
  private static final LogRequest UNREADABLE = new LogRequest(null, null);

  /** A path may hold spaces, HTTP/0.9 has no version. */
  static LogRequest of(String request) {
    int methodEnd = request.indexOf(' ');
    if (methodEnd <= 0 || !VisitRules.isToken(request.substring(0, methodEnd))) {
      return UNREADABLE;
    }
    int version = request.lastIndexOf(" HTTP/");
    String target =
        version >= methodEnd
            ? request.substring(Math.min(methodEnd + 1, version), version)
            : request.substring(methodEnd + 1);
    return of(request.substring(0, methodEnd), target);
  }

  /** A method and a target that a log has in fields of their own. */
  static LogRequest of(@Nullable String method, @Nullable String target) {
    if (method == null || target == null) {
      return UNREADABLE;
    }
    int query = target.indexOf('?');
    String endpoint = query < 0 ? target : target.substring(0, query);
    return endpoint.isEmpty() ? UNREADABLE : new LogRequest(method, endpoint);
  }
}

package dev.visitortracker.api.http;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.reactive.function.server.ServerRequest;

/**
 * Whether a good answer is sent with its body. {@code HEAD} wants none, and neither does {@code
 * If-None-Match: *}, which is answered 304 wherever there is something (RFC 9110, 13.1.2).
 */
public final class Bodies {
  private static final String ANY = "*";

  private Bodies() {}

  /** For routes whose body costs something before it is written: a place, or a read. */
  public static boolean areWanted(ServerRequest request) {
    return !request.method().equals(HttpMethod.HEAD)
        && !isAnyKnown(request.exchange().getRequest());
  }

  static boolean isAnyKnown(ServerHttpRequest request) {
    String known = request.getHeaders().getFirst(HttpHeaders.IF_NONE_MATCH);
    return known != null
        && known.strip().equals(ANY)
        && (request.getMethod().equals(HttpMethod.GET)
            || request.getMethod().equals(HttpMethod.HEAD));
  }
}

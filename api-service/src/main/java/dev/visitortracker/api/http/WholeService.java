package dev.visitortracker.api.http;

import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import reactor.netty.http.server.HttpServerRequest;

/**
 * The target of {@code OPTIONS *}, which asks about the service and not about a path (RFC 9110,
 * section 9.3.7). The framework makes the path {@code /*} of it.
 */
public final class WholeService {
  private WholeService() {}

  public static boolean isTargetOf(ServerHttpRequest request) {
    return request.getMethod().equals(HttpMethod.OPTIONS)
        && ServerHttpRequestDecorator.<HttpServerRequest>getNativeRequest(request)
            .uri()
            .equals("*");
  }
}

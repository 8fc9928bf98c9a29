package dev.visitortracker.api.http;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ResponseCookie;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * An answer whose bytes are there. Those of Spring's builder look for a codec and copy their
 * headers twice, which costs as much as all that is ours in a request of one event.
 */
public final class WrittenResponse implements ServerResponse {
  private final HttpStatusCode status;
  private final byte[] body;
  private final Map<String, String> headers = new LinkedHashMap<>();

  private WrittenResponse(HttpStatusCode status, byte[] body) {
    this.status = status;
    this.body = body;
  }

  /**
   * JSON.
   *
   * @param body not to be changed any more
   */
  public static WrittenResponse json(HttpStatusCode status, byte[] body) {
    return new WrittenResponse(status, body).with(HttpHeaders.CONTENT_TYPE, "application/json");
  }

  /** In place of what the name had before; null: leaves it as it is. */
  public WrittenResponse with(String name, @Nullable String value) {
    if (value != null) {
      headers.put(name, value);
    }
    return this;
  }

  public WrittenResponse with(CacheControl lifetime) {
    return with(HttpHeaders.CACHE_CONTROL, lifetime.getHeaderValue());
  }

  @Override
  public HttpStatusCode statusCode() {
    return status;
  }

  @Override
  public HttpHeaders headers() {
    var copy = new HttpHeaders();
    headers.forEach(copy::set);
    return copy;
  }

  @Override
  public MultiValueMap<String, ResponseCookie> cookies() {
    return new LinkedMultiValueMap<>();
  }

  /** 304 without the body where the caller has what {@code ETag} names. */
  @Override
  public Mono<Void> writeTo(ServerWebExchange exchange, Context context) {
    ServerHttpResponse response = exchange.getResponse();
    response.setStatusCode(status);
    HttpHeaders sent = response.getHeaders();
    headers.forEach(sent::set);
    return isKnown(exchange)
        ? response.setComplete()
        : response.writeWith(Mono.just(response.bufferFactory().wrap(body)));
  }

  private boolean isKnown(ServerWebExchange exchange) {
    String tag = headers.get(HttpHeaders.ETAG);
    HttpMethod method = exchange.getRequest().getMethod();
    return tag != null
        && (method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD))
        && exchange.checkNotModified(tag);
  }
}

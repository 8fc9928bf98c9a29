package dev.visitortracker.api.query;

import dev.visitortracker.api.replica.ReadTerms;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ResponseCookie;
import org.springframework.util.MultiValueMap;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** An answer whose body is read under the terms of its request, also where it streams. */
record UnderTerms(ServerResponse response, ReadTerms terms) implements ServerResponse {

  static Mono<ServerResponse> handle(
      HandlerFunction<ServerResponse> read, ServerRequest request, ReadTerms terms) {
    return Mono.defer(() -> read.handle(request))
        .<ServerResponse>map(response -> new UnderTerms(response, terms))
        .contextWrite(terms::writeTo);
  }

  @Override
  public HttpStatusCode statusCode() {
    return response.statusCode();
  }

  @Override
  public HttpHeaders headers() {
    return response.headers();
  }

  @Override
  public MultiValueMap<String, ResponseCookie> cookies() {
    return response.cookies();
  }

  @Override
  public Mono<Void> writeTo(ServerWebExchange exchange, Context context) {
    return response.writeTo(exchange, context).contextWrite(terms::writeTo);
  }
}

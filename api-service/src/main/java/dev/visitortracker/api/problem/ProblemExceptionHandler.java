package dev.visitortracker.api.problem;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.annotation.Order;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.stereotype.Component;
import org.springframework.web.server.MethodNotAllowedException;
import org.springframework.web.server.NotAcceptableStatusException;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.UnsupportedMediaTypeStatusException;
import org.springframework.web.server.WebExceptionHandler;
import org.springframework.web.util.DisconnectedClientHelper;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/**
 * Answers what no route has answered: unknown paths, requests that the framework refuses, and
 * defects of ours. It comes before Spring Boot's handler, which has the order -1.
 */
@Component
@Order(-2)
final class ProblemExceptionHandler implements WebExceptionHandler {
  private static final Logger log = LoggerFactory.getLogger(ProblemExceptionHandler.class);

  private final JsonMapper json;

  ProblemExceptionHandler(JsonMapper json) {
    this.json = json;
  }

  @Override
  public Mono<Void> handle(ServerWebExchange exchange, Throwable error) {
    ServerHttpResponse response = exchange.getResponse();
    if (DisconnectedClientHelper.isClientDisconnectedException(error)) {
      log.debug("{}the client is gone: {}", exchange.getLogPrefix(), error.toString());
      return Mono.empty();
    }
    if (response.isCommitted()) {
      return Mono.error(error);
    }
    return write(response, problem(exchange, error));
  }

  private Mono<Void> write(ServerHttpResponse response, Problem problem) {
    response.setRawStatusCode(problem.type().status());
    HttpHeaders headers = response.getHeaders();
    headers.clear();
    headers.setContentType(MediaType.APPLICATION_PROBLEM_JSON);
    headers.setCacheControl(CacheControl.noStore());
    problem.headers().forEach(headers::set);
    DataBuffer body = response.bufferFactory().wrap(json.writeValueAsBytes(problem.body()));
    headers.setContentLength(body.readableByteCount());
    return response.writeWith(Mono.just(body));
  }

  static Problem problem(ServerWebExchange exchange, Throwable error) {
    return switch (error) {
      case ProblemException refused -> refused.problem();
      case MethodNotAllowedException refused ->
          Problem.of(ProblemType.METHOD_NOT_ALLOWED, refused.getHttpMethod() + " is not allowed");
      case NotAcceptableStatusException refused ->
          Problem.of(ProblemType.NOT_ACCEPTABLE, "can produce " + refused.getSupportedMediaTypes());
      case UnsupportedMediaTypeStatusException refused ->
          Problem.of(ProblemType.UNSUPPORTED_MEDIA_TYPE, "the body's media type is not taken here");
      case ResponseStatusException refused when refused.getStatusCode().value() == 404 ->
          Problem.of(ProblemType.NOT_FOUND, "no route " + exchange.getRequest().getPath().value());
      case ResponseStatusException refused when refused.getStatusCode().is4xxClientError() ->
          Problem.of(ProblemType.BAD_REQUEST, "the path or query cannot be understood");
      default -> defect(exchange, error);
    };
  }

  private static Problem defect(ServerWebExchange exchange, Throwable error) {
    log.error(
        "{}{} {} failed",
        exchange.getLogPrefix(),
        exchange.getRequest().getMethod(),
        exchange.getRequest().getPath().value(),
        error);
    return Problem.of(
        ProblemType.INTERNAL_ERROR,
        "the failure is in the log as " + exchange.getLogPrefix().strip());
  }
}

package dev.visitortracker.api.http;

import dev.visitortracker.api.http.RouteTable.Route;
import dev.visitortracker.api.lifecycle.ErrorBoundary;
import dev.visitortracker.api.problem.ProblemException;
import dev.visitortracker.api.problem.ProblemResponse;
import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.codec.HttpMessageReader;
import org.springframework.http.codec.HttpMessageWriter;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.HandlerStrategies;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.reactive.result.view.ViewResolver;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebHandler;
import reactor.core.publisher.Mono;

/**
 * What the server calls, behind the filters: finds the route, calls it and writes its answer. As
 * Spring's dispatcher with its router functions, which go through a dozen publishers for each
 * request.
 */
public final class RouteHandler implements WebHandler {
  private final RouteTable routes;
  private final Codecs codecs;

  public RouteHandler(List<RouteTable> tables, HandlerStrategies strategies) {
    List<Route> all = tables.stream().flatMap(table -> table.routes().stream()).toList();
    this.routes = new RouteTable(all);
    this.codecs = new Codecs(strategies);
  }

  @Override
  public Mono<Void> handle(ServerWebExchange exchange) {
    ServerRequest request = ServerRequest.create(exchange, codecs.messageReaders());
    HandlerFunction<ServerResponse> route = routes.find(request);
    return route == null
        ? Mono.error(new ResponseStatusException(HttpStatus.NOT_FOUND))
        : answer(route, request)
            .flatMap(answer -> write(answer, exchange))
            .transform(ErrorBoundary::around);
  }

  private Mono<Void> write(ServerResponse answer, ServerWebExchange exchange) {
    return answer.statusCode().is2xxSuccessful() && Bodies.isAnyKnown(exchange.getRequest())
        ? writeNotModified(answer, exchange.getResponse())
        : answer.writeTo(exchange, codecs);
  }

  private static Mono<Void> writeNotModified(ServerResponse answer, ServerHttpResponse response) {
    response.setStatusCode(HttpStatus.NOT_MODIFIED);
    answer.headers().forEach(response.getHeaders()::put);
    response.getHeaders().remove(HttpHeaders.CONTENT_TYPE);
    return response.setComplete();
  }

  private static Mono<ServerResponse> answer(
      HandlerFunction<ServerResponse> route, ServerRequest request) {
    try {
      return route.handle(request);
    } catch (ProblemException refused) {
      return ProblemResponse.of(refused.problem());
    } catch (Exception defect) {
      return Mono.error(defect);
    } catch (LinkageError | VirtualMachineError defect) {
      // Wrapped, or Reactor would throw it through all operators: see ErrorBoundary.
      return Mono.error(
          new IllegalStateException("the route ended in an error of the JVM", defect));
    }
  }

  private record Codecs(
      List<HttpMessageReader<?>> messageReaders,
      List<HttpMessageWriter<?>> messageWriters,
      List<ViewResolver> viewResolvers)
      implements ServerResponse.Context {
    Codecs(HandlerStrategies strategies) {
      this(strategies.messageReaders(), strategies.messageWriters(), strategies.viewResolvers());
    }
  }
}

package dev.visitortracker.api;

import java.util.List;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.RequestPredicate;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/**
 * Routes that are asked in turn, in a plain loop. Spring's builder asks them by a chain of
 * publishers, anew for each request.
 */
record RouteTable(List<Route> routes) implements RouterFunction<ServerResponse> {
  record Route(RequestPredicate predicate, HandlerFunction<ServerResponse> handler) {}

  @Override
  public Mono<HandlerFunction<ServerResponse>> route(ServerRequest request) {
    for (Route route : routes) {
      if (route.predicate().test(request)) {
        return Mono.just(route.handler());
      }
    }
    return Mono.empty();
  }
}

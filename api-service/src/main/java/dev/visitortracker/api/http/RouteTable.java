package dev.visitortracker.api.http;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.RequestPredicate;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;

/** Routes that are asked in turn. */
public record RouteTable(List<Route> routes) {
  public record Route(RequestPredicate predicate, HandlerFunction<ServerResponse> handler) {}

  /** The first that takes the request, or null. */
  @Nullable HandlerFunction<ServerResponse> find(ServerRequest request) {
    for (Route route : routes) {
      if (route.predicate().test(request)) {
        return route.handler();
      }
    }
    return null;
  }
}

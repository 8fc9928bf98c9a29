package dev.visitortracker.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visitortracker.api.http.RouteTable.Route;
import dev.visitortracker.api.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.HandlerStrategies;
import org.springframework.web.reactive.function.server.RequestPredicates;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.ResponseStatusException;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class RouteHandlerTest {
  private final MockServerWebExchange exchange =
      MockServerWebExchange.from(MockServerHttpRequest.get("/visits"));

  @Test
  void answer_isThatOfTheFirstRoute_whenSeveralTakeTheRequest() {
    RouteHandler handler =
        handler(
            route("/other", request -> ServerResponse.noContent().build()),
            route("/visits", request -> ok("first")),
            route("/visits", request -> ok("second")));

    StepVerifier.create(handler.handle(exchange)).verifyComplete();

    assertThat(exchange.getResponse().getStatusCode()).isEqualTo(HttpStatus.OK);
    assertThat(body()).isEqualTo("first");
  }

  @Test
  void request_isNotFound_whenNoRouteTakesIt() {
    RouteHandler handler = handler(route("/other", request -> ok("other")));

    StepVerifier.create(handler.handle(exchange))
        .verifyErrorSatisfies(
            error ->
                assertThat(error)
                    .isInstanceOfSatisfying(
                        ResponseStatusException.class,
                        refused ->
                            assertThat(refused.getStatusCode()).isEqualTo(HttpStatus.NOT_FOUND)));
  }

  @Test
  void refusal_isAnsweredAsAProblem_whenARouteThrowsIt() {
    RouteHandler handler =
        handler(
            route(
                "/visits",
                request -> {
                  throw ProblemException.parameter("page", "is not a number", "1 to 100");
                }));

    StepVerifier.create(handler.handle(exchange)).verifyComplete();

    assertThat(exchange.getResponse().getStatusCode()).isEqualTo(HttpStatus.BAD_REQUEST);
    assertThat(exchange.getResponse().getHeaders().getContentType())
        .isEqualTo(MediaType.APPLICATION_PROBLEM_JSON);
    assertThat(body()).contains("\"parameter\":\"page\"");
  }

  @Test
  void defect_isLeftToTheHandlerOfExceptions_whenARouteThrowsIt() {
    RouteHandler handler =
        handler(
            route(
                "/visits",
                request -> {
                  throw new IllegalStateException("defect");
                }));

    StepVerifier.create(handler.handle(exchange)).verifyErrorMessage("defect");

    assertThat(exchange.getResponse().isCommitted()).isFalse();
  }

  @Test
  void defect_isLeftToTheHandlerOfExceptions_whenARouteFailsLater() {
    RouteHandler handler =
        handler(route("/visits", request -> Mono.error(new IllegalStateException("defect"))));

    StepVerifier.create(handler.handle(exchange)).verifyErrorMessage("defect");

    assertThat(exchange.getResponse().isCommitted()).isFalse();
  }

  @Test
  void answer_hasNoBody_whenTheCallerKnowsItsTag() {
    MockServerWebExchange known =
        MockServerWebExchange.from(
            MockServerHttpRequest.get("/visits").header(HttpHeaders.IF_NONE_MATCH, "\"a\""));
    RouteHandler handler = handler(route("/visits", request -> ok("first")));

    StepVerifier.create(handler.handle(known)).verifyComplete();

    assertThat(known.getResponse().getStatusCode()).isEqualTo(HttpStatus.NOT_MODIFIED);
    StepVerifier.create(known.getResponse().getBody()).verifyComplete();
  }

  private static Mono<ServerResponse> ok(String text) {
    return Mono.just(
        WrittenResponse.json(HttpStatus.OK, text.getBytes(StandardCharsets.UTF_8))
            .with(HttpHeaders.ETAG, "\"a\""));
  }

  private static Route route(String path, HandlerFunction<ServerResponse> handler) {
    return new Route(RequestPredicates.GET(path), handler);
  }

  private static RouteHandler handler(Route... routes) {
    return new RouteHandler(
        List.of(new RouteTable(List.of(routes))), HandlerStrategies.withDefaults());
  }

  private String body() {
    return exchange.getResponse().getBodyAsString().blockOptional().orElseThrow();
  }
}

package dev.visitortracker.api;

import static org.springframework.web.reactive.function.server.RequestPredicates.path;

import dev.visitortracker.api.contract.ContractHandler;
import dev.visitortracker.api.contract.ProblemTypeHandler;
import dev.visitortracker.api.health.HealthHandler;
import dev.visitortracker.api.health.LedgerHandler;
import dev.visitortracker.api.health.ServiceInstance;
import dev.visitortracker.api.http.Acceptance;
import dev.visitortracker.api.http.ETags;
import dev.visitortracker.api.http.Endpoint;
import dev.visitortracker.api.http.RouteTable;
import dev.visitortracker.api.http.RouteTable.Route;
import dev.visitortracker.api.http.WholeService;
import dev.visitortracker.api.http.WrittenResponse;
import dev.visitortracker.api.ingest.IngestHandler;
import dev.visitortracker.api.problem.Problem;
import dev.visitortracker.api.problem.ProblemResponse;
import dev.visitortracker.api.problem.ProblemType;
import dev.visitortracker.api.query.ReadAfter;
import dev.visitortracker.api.query.journey.JourneyHandler;
import dev.visitortracker.api.query.stats.StatsHandler;
import dev.visitortracker.api.query.stats.TimeseriesHandler;
import dev.visitortracker.api.query.stats.TopHandler;
import dev.visitortracker.api.query.stats.VisitorsHandler;
import dev.visitortracker.api.query.stream.StreamHandler;
import dev.visitortracker.api.query.visits.VisitsHandler;
import dev.visitortracker.api.telemetry.MetricsHandler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.RequestPredicate;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/**
 * All routes, as one table. From it come the routing, the refusal of other methods with {@code
 * Allow}, and the answer of {@code GET /}.
 */
@Configuration(proxyBeanMethods = false)
class ApiRoutes {
  private static final Duration ABOUT_MAX_AGE = Duration.ofMinutes(1);

  private final List<Endpoint> endpoints;

  /** The answer of {@code GET /}, which stays the same. */
  private final byte[] about;

  private final String aboutTag;

  ApiRoutes(
      ServiceInstance instance,
      IngestHandler ingest,
      VisitsHandler visits,
      StreamHandler stream,
      JourneyHandler journeys,
      StatsHandler stats,
      TimeseriesHandler timeseries,
      TopHandler top,
      VisitorsHandler visitors,
      ReadAfter after,
      HealthHandler health,
      LedgerHandler ledger,
      MetricsHandler metrics,
      ContractHandler contract,
      ProblemTypeHandler problems,
      JsonMapper json) {
    this.endpoints =
        List.of(
            Endpoint.get("/", "names this service and its endpoints", this::about),
            Endpoint.post(
                "/events",
                "takes visits: a JSON event or array, CloudEvents, NDJSON, or an access log",
                ingest::take),
            Endpoint.get(
                "/visits",
                "shows visits, newest first: pages as JSON, all of them as NDJSON or CSV",
                VisitsHandler.FORMATS,
                after.of(visits::list)),
            Endpoint.get(
                "/visits/stream",
                "shows visits as they become visible, as server-sent events",
                List.of(MediaType.TEXT_EVENT_STREAM),
                stream::stream),
            Endpoint.get("/visits/{id}", "shows one visit", after.of(visits::one)),
            Endpoint.get("/visits/{id}/journey", "shows how far one visit is", journeys::journey),
            Endpoint.get(
                "/stats", "counts the visits and shows the newest", after.of(stats::stats)),
            Endpoint.get(
                "/stats/timeseries",
                "counts visits and errors by minute, hour or day",
                after.of(timeseries::timeseries)),
            Endpoint.get(
                "/stats/visitors",
                "estimates the different visitors by day, with bounds",
                after.of(visitors::visitors)),
            Endpoint.get(
                "/stats/top", "ranks sites, endpoints, codes and more", after.of(top::top)),
            Endpoint.get("/health", "says that this instance lives", health::live),
            Endpoint.get(
                "/health/ready", "says whether it can work, with each dependency", health::ready),
            Endpoint.get(
                "/ledger",
                "counts what this instance took, and what Kafka acknowledged",
                ledger::ledger),
            Endpoint.get(
                "/metrics",
                "gives this instance's metrics, as Prometheus reads them",
                MetricsHandler.FORMATS,
                metrics::metrics),
            Endpoint.get(
                "/openapi.json", "describes this service, as OpenAPI 3.1", contract::document),
            Endpoint.get(
                "/docs",
                "shows that description to people",
                List.of(MediaType.TEXT_HTML),
                contract::page),
            Endpoint.get(
                "/docs/{file}",
                "gives what that page loads",
                ContractHandler.FILE_TYPES,
                contract::file),
            Endpoint.get("/problems/{type}", "explains a type of problem", problems::explain));
    this.about = json.writeValueAsBytes(about(instance.name(), instance.version()));
    this.aboutTag = ETags.of(about);
  }

  @Bean
  RouteTable routes() {
    List<Route> routes = new ArrayList<>();
    routes.add(
        new Route(
            request -> WholeService.isTargetOf(request.exchange().getRequest()), this::options));
    for (Endpoint endpoint : endpoints) {
      routes.add(new Route(methods(endpoint).and(path(endpoint.path())), acceptable(endpoint)));
    }
    methodsByPath()
        .forEach(
            (path, allowed) ->
                routes.add(new Route(path(path), request -> refuse(request, allowed))));
    return new RouteTable(List.copyOf(routes));
  }

  private Mono<ServerResponse> about(ServerRequest request) {
    return Mono.just(
        WrittenResponse.json(HttpStatus.OK, about)
            .with(CacheControl.maxAge(ABOUT_MAX_AGE))
            .with(HttpHeaders.ETAG, aboutTag));
  }

  private Map<String, Object> about(String instance, String version) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("name", "visitor-tracker");
    body.put("version", version);
    body.put("instance", instance);
    body.put("endpoints", endpoints.stream().map(ApiRoutes::about).toList());
    return body;
  }

  private static Map<String, Object> about(Endpoint endpoint) {
    Map<String, Object> about = new LinkedHashMap<>();
    about.put("method", endpoint.method().name());
    about.put("path", endpoint.path());
    about.put("does", endpoint.does());
    return about;
  }

  /**
   * Spring's own predicate takes a preflight of CORS for the request that it asks about, and would
   * run the route.
   */
  private static RequestPredicate methods(Endpoint endpoint) {
    Set<HttpMethod> methods =
        endpoint.method().equals(HttpMethod.GET)
            ? Set.of(HttpMethod.GET, HttpMethod.HEAD)
            : Set.of(endpoint.method());
    return request -> methods.contains(request.method());
  }

  private static HandlerFunction<ServerResponse> acceptable(Endpoint endpoint) {
    return request ->
        Acceptance.best(request.headers(), endpoint.produces()) == null
            ? ProblemResponse.of(Acceptance.refused(endpoint.produces()))
            : endpoint.handler().handle(request);
  }

  /** {@code OPTIONS *}: what the service as a whole takes. */
  private Mono<ServerResponse> options(ServerRequest request) {
    var methods = new TreeSet<String>();
    methodsByPath().values().forEach(allowed -> methods.addAll(List.of(allowed.split(", "))));
    return ServerResponse.noContent().header(HttpHeaders.ALLOW, String.join(", ", methods)).build();
  }

  private Map<String, String> methodsByPath() {
    Map<String, TreeSet<String>> methods = new TreeMap<>();
    for (Endpoint endpoint : endpoints) {
      TreeSet<String> allowed = methods.computeIfAbsent(endpoint.path(), path -> new TreeSet<>());
      allowed.add(endpoint.method().name());
      if (endpoint.method().equals(HttpMethod.GET)) {
        allowed.add(HttpMethod.HEAD.name());
      }
    }
    Map<String, String> allow = new LinkedHashMap<>();
    methods.forEach((path, names) -> allow.put(path, String.join(", ", names)));
    return allow;
  }

  private static Mono<ServerResponse> refuse(ServerRequest request, String allowed) {
    return ProblemResponse.of(
        Problem.of(
                ProblemType.METHOD_NOT_ALLOWED,
                request.method().name() + " is not one of " + allowed)
            .withHeader(HttpHeaders.ALLOW, allowed));
  }
}

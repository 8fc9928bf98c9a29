package dev.visitortracker.api.traffic;

import dev.visitortracker.api.http.Caller;
import dev.visitortracker.api.http.WholeService;
import dev.visitortracker.api.telemetry.Metrics;
import dev.visitortracker.event.CheckResult;
import dev.visitortracker.event.Defaults;
import dev.visitortracker.event.ObservedRequest;
import dev.visitortracker.event.Rejected;
import dev.visitortracker.event.VisitDraft;
import dev.visitortracker.event.VisitRules;
import java.time.Instant;
import java.time.InstantSource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Records each answer as a visit, when its status is settled and before its first byte leaves. It
 * only puts the visit into a queue that never waits, so it neither delays nor fails an answer.
 */
public final class TrafficFilter implements WebFilter {
  private final TrafficQueue queue;
  private final VisitRules rules;
  private final String site;
  private final InstantSource clock;
  private final Metrics metrics;

  TrafficFilter(
      TrafficQueue queue, VisitRules rules, String site, InstantSource clock, Metrics metrics) {
    this.queue = queue;
    this.rules = rules;
    this.site = site;
    this.clock = clock;
    this.metrics = metrics;
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    if (isRecorded(exchange.getRequest().getPath().value())
        && !WholeService.isTargetOf(exchange.getRequest())) {
      Instant start = clock.instant();
      long startNanos = System.nanoTime();
      exchange
          .getResponse()
          .beforeCommit(() -> Mono.fromRunnable(() -> record(exchange, start, startNanos)));
    }
    return chain.filter(exchange);
  }

  /** Visitors are of interest, not senders of events and not probes. */
  static boolean isRecorded(String path) {
    return !(isBelow(path, "/events")
        || isBelow(path, "/health")
        || isBelow(path, "/metrics")
        || isBelow(path, "/ledger")
        || isBelow(path, "/docs")
        || path.equals("/openapi.json"));
  }

  private static boolean isBelow(String path, String parent) {
    return path.startsWith(parent)
        && (path.length() == parent.length() || path.charAt(parent.length()) == '/');
  }

  private void record(ServerWebExchange exchange, Instant start, long startNanos) {
    metrics.trafficSeen();
    int durationMillis = (int) ((System.nanoTime() - startNanos) / 1_000_000);
    switch (rules.check(
        ObservedRequest.fit(draft(exchange, durationMillis)),
        Defaults.receivedFrom(Caller.of(exchange.getRequest()).address(), start).withSite(site))) {
      case CheckResult.Valid valid -> queue.add(valid.visit());
      case Rejected rejected -> metrics.trafficDropped(1);
    }
  }

  private static VisitDraft draft(ServerWebExchange exchange, int durationMillis) {
    ServerHttpRequest request = exchange.getRequest();
    HttpStatusCode status = exchange.getResponse().getStatusCode();
    return new VisitDraft(
        null,
        null,
        null,
        null,
        request.getPath().value(),
        request.getMethod().name(),
        status == null ? 200 : status.value(),
        request.getHeaders().getFirst(HttpHeaders.USER_AGENT),
        request.getHeaders().getFirst(HttpHeaders.REFERER),
        durationMillis);
  }
}

package dev.visitortracker.api.telemetry;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** {@code GET /metrics}: all {@link Metrics} in Prometheus' text format. */
@Component
public final class MetricsHandler {
  private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";
  private static final MediaType MEDIA_TYPE = MediaType.parseMediaType(TEXT);

  /** What a caller may accept. */
  public static final List<MediaType> FORMATS = List.of(MEDIA_TYPE);

  private final PrometheusMeterRegistry registry;

  MetricsHandler(PrometheusMeterRegistry registry) {
    this.registry = registry;
  }

  public Mono<ServerResponse> metrics(ServerRequest request) {
    return ServerResponse.ok()
        .cacheControl(CacheControl.noStore())
        .contentType(MEDIA_TYPE)
        .bodyValue(registry.scrape(TEXT));
  }
}

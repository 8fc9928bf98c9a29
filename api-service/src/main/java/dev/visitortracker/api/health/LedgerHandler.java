package dev.visitortracker.api.health;

import dev.visitortracker.api.publish.Acknowledgements;
import dev.visitortracker.api.telemetry.Metrics;
import dev.visitortracker.api.telemetry.Outcomes;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/**
 * {@code GET /ledger}: what this instance has counted since its start, for the worker's audit. Sums
 * that hold whenever no request is in flight:
 *
 * <pre>
 *   received     = accepted + rejected + repeated + unavailable
 *   acknowledged &gt;= accepted + traffic.published</pre>
 *
 * <p>More is acknowledged than accepted where an acknowledgement came after its sender had been
 * told to try again.
 */
public final class LedgerHandler {
  private final String instance;
  private final Instant since;
  private final Metrics metrics;
  private final Acknowledgements acknowledgements;

  LedgerHandler(
      String instance, Instant since, Metrics metrics, Acknowledgements acknowledgements) {
    this.instance = instance;
    this.since = since;
    this.metrics = metrics;
    this.acknowledgements = acknowledgements;
  }

  /** Outcomes are read before acknowledgements, so that no outcome is ahead of its own. */
  public Mono<ServerResponse> ledger(ServerRequest request) {
    Outcomes outcomes = metrics.outcomes();
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("instance", instance);
    body.put("since", since.toString());
    body.put("received", outcomes.received());
    body.put("accepted", outcomes.accepted());
    body.put("rejected", outcomes.rejected());
    body.put("repeated", outcomes.repeated());
    body.put("unavailable", outcomes.unavailable());
    body.put("traffic", traffic(outcomes));
    body.put("partitions", partitions());
    return ServerResponse.ok()
        .cacheControl(CacheControl.noStore())
        .contentType(MediaType.APPLICATION_JSON)
        .bodyValue(body);
  }

  private static Map<String, Object> traffic(Outcomes outcomes) {
    Map<String, Object> traffic = new LinkedHashMap<>();
    traffic.put("seen", outcomes.trafficSeen());
    traffic.put("published", outcomes.trafficPublished());
    traffic.put("dropped", outcomes.trafficDropped());
    return traffic;
  }

  private List<Map<String, Object>> partitions() {
    return acknowledgements.byPartition().entrySet().stream()
        .map(
            entry -> {
              Map<String, Object> partition = new LinkedHashMap<>();
              partition.put("partition", entry.getKey());
              partition.put("acknowledged", entry.getValue().records());
              partition.put("next_offset", entry.getValue().nextOffset());
              return partition;
            })
        .toList();
  }
}

package dev.visitortracker.api.health;

import dev.visitortracker.api.publish.BrokerState;
import dev.visitortracker.api.redis.RedisProbe;
import dev.visitortracker.api.replica.ReplicaSet;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/**
 * {@code GET /health}: the process answers. {@code GET /health/ready}: it can do its work, which
 * needs Kafka and one database; Redis is shown but never needed. All of it comes from the probes'
 * last results, so asking costs the dependencies nothing.
 */
public final class HealthHandler {
  private final String instance;
  private final BrokerState broker;
  private final ReplicaSet replicas;
  private final @Nullable RedisProbe redis;

  HealthHandler(
      String instance, BrokerState broker, ReplicaSet replicas, @Nullable RedisProbe redis) {
    this.instance = instance;
    this.broker = broker;
    this.replicas = replicas;
    this.redis = redis;
  }

  public Mono<ServerResponse> live(ServerRequest request) {
    return answer(HttpStatus.OK, Map.of("status", "up", "instance", instance));
  }

  public Mono<ServerResponse> ready(ServerRequest request) {
    boolean isReady = broker.seen().isUp() && replicas.isUsable();
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("status", isReady ? "ready" : "not ready");
    body.put("instance", instance);
    body.put("kafka", kafka());
    body.put("selection", replicas.selection().word());
    body.put("replicas", databases());
    body.put("redis", redis == null ? DependencyHealth.off() : redis(redis.last()));
    return answer(isReady ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE, body);
  }

  private DependencyHealth kafka() {
    BrokerState.Seen seen = broker.seen();
    return DependencyHealth.of(
        seen.isUp() ? "up" : "down", seen.since(), seen.latency(), seen.error());
  }

  private static DependencyHealth redis(RedisProbe.Seen seen) {
    return DependencyHealth.of(seen.isUp() ? "up" : "down", null, seen.latency(), seen.error());
  }

  private Map<String, DatabaseHealth> databases() {
    Map<String, DatabaseHealth> databases = new LinkedHashMap<>();
    replicas.report().forEach(node -> databases.put(node.name(), DatabaseHealth.of(node)));
    return databases;
  }

  private static Mono<ServerResponse> answer(HttpStatus status, Object body) {
    return ServerResponse.status(status)
        .cacheControl(CacheControl.noStore())
        .contentType(MediaType.APPLICATION_JSON)
        .bodyValue(body);
  }
}

package dev.visitortracker.api.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.StringCodec;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.util.function.Tuple2;

/** Asks Redis whether it is there, over one connection that comes back by itself. */
public final class RedisProbe {
  private static final Logger log = LoggerFactory.getLogger(RedisProbe.class);
  private static final Duration KEPT = Duration.ofMillis(Long.MAX_VALUE);

  private final RedisClient client;
  private final Duration commandTimeout;
  private final Mono<StatefulRedisConnection<String, String>> connection;
  private final AtomicReference<Seen> last = new AtomicReference<>(new Seen(null, "not asked yet"));

  /**
   * What the last probe saw.
   *
   * @param latency of a good probe, null where it was bad
   * @param error of a bad probe, null where it was good
   */
  public record Seen(@Nullable Duration latency, @Nullable String error) {
    public boolean isUp() {
      return latency != null;
    }
  }

  public RedisProbe(RedisSettings settings, String host) {
    this.client = RedisClient.create();
    this.commandTimeout = settings.commandTimeout();
    client.setOptions(options(settings));
    RedisURI uri =
        RedisURI.Builder.redis(host, settings.port())
            .withTimeout(settings.commandTimeout())
            .build();
    this.connection =
        Mono.fromCompletionStage(() -> connect(uri))
            .cache(open -> KEPT, error -> Duration.ZERO, () -> Duration.ZERO);
  }

  public Seen last() {
    return last.get();
  }

  public Mono<Void> ask() {
    return connection
        .flatMap(open -> open.reactive().ping().timeout(commandTimeout))
        .elapsed()
        .map(RedisProbe::up)
        .onErrorResume(error -> Mono.just(new Seen(null, error.toString())))
        .doOnNext(this::enter)
        .then();
  }

  void close() {
    client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
  }

  private CompletionStage<StatefulRedisConnection<String, String>> connect(RedisURI uri) {
    return client.connectAsync(StringCodec.UTF8, uri);
  }

  private void enter(Seen now) {
    Seen before = last.getAndSet(now);
    if (before.isUp() != now.isUp()) {
      log.info("Redis is {}", now.isUp() ? "there" : "away: " + now.error());
    }
  }

  private static Seen up(Tuple2<Long, String> answer) {
    return new Seen(Duration.ofMillis(answer.getT1()), null);
  }

  /** Redis is never needed: nothing waits for it, and nothing queues up while it is away. */
  private static ClientOptions options(RedisSettings settings) {
    return ClientOptions.builder()
        .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
        .requestQueueSize(settings.maxRequests())
        .timeoutOptions(TimeoutOptions.enabled(settings.commandTimeout()))
        .maintNotificationsConfig(MaintNotificationsConfig.disabled())
        .socketOptions(
            SocketOptions.builder()
                .connectTimeout(settings.connectTimeout())
                .keepAlive(true)
                .tcpUserTimeout(
                    SocketOptions.TcpUserTimeoutOptions.builder()
                        .enable()
                        .tcpUserTimeout(Duration.ofSeconds(2))
                        .build())
                .build())
        .build();
  }
}

package dev.visitortracker.api.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.RedisCodec;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The one client to Redis. Each user has a connection of its own, so that what slows one down is
 * not what another waits for; threads and timers are shared.
 */
public final class RedisConnections implements AutoCloseable {
  private static final Duration KEPT = Duration.ofMillis(Long.MAX_VALUE);
  private static final Duration SHUTDOWN_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration TCP_USER_TIMEOUT = Duration.ofSeconds(2);

  /** Null where no Redis is configured, as the address is. */
  private final @Nullable RedisClient client;

  private final @Nullable RedisURI uri;

  public RedisConnections(RedisSettings settings) {
    String host = settings.host();
    this.client = host == null ? null : RedisClient.create();
    this.uri = host == null ? null : new RedisURI(host, settings.port(), settings.commandTimeout());
    if (client != null) {
      client.setOptions(options(settings));
    }
  }

  /**
   * Bytes in Redis over a connection of its own, or null where no Redis is configured.
   *
   * @param deadline how long the user waits for one command
   * @param pause how long Redis is left alone after it missed the deadline or failed
   */
  public @Nullable RedisStore store(Duration deadline, Duration pause) {
    return client == null ? null : new RedisStore(this, deadline, pause);
  }

  /** A connection that is opened for its first user and comes back by itself. */
  <V> Mono<StatefulRedisConnection<String, V>> open(RedisCodec<String, V> codec) {
    RedisClient configured = client;
    RedisURI address = uri;
    return configured == null || address == null
        ? Mono.error(new IllegalStateException("no Redis is configured"))
        : Mono.fromCompletionStage(() -> configured.connectAsync(codec, address))
            .cache(open -> KEPT, error -> Duration.ZERO, () -> Duration.ZERO);
  }

  @Override
  public void close() {
    if (client != null) {
      client.shutdown(Duration.ZERO, SHUTDOWN_TIMEOUT);
    }
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
                        .tcpUserTimeout(TCP_USER_TIMEOUT)
                        .build())
                .build())
        .build();
  }
}

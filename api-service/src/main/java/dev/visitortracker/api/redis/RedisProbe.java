package dev.visitortracker.api.redis;

import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.StringCodec;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.util.function.Tuple2;

/** Asks Redis whether it is there, over one connection that comes back by itself. */
public final class RedisProbe {
  private static final Logger log = LoggerFactory.getLogger(RedisProbe.class);
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

  RedisProbe(RedisConnections connections, RedisSettings settings) {
    this.commandTimeout = settings.commandTimeout();
    this.connection = connections.open(StringCodec.UTF8);
  }

  public Seen last() {
    return last.get();
  }

  public Mono<Void> ask() {
    return connection
        .flatMap(open -> open.reactive().ping().timeout(commandTimeout))
        .elapsed()
        .map(RedisProbe::up)
        .doOnNext(this::enter)
        .doOnError(this::away)
        .onErrorComplete()
        .then();
  }

  private void enter(Seen now) {
    if (!last.getAndSet(now).isUp()) {
      log.info("Redis is there");
    }
  }

  /** Callers see words of ours, the log has what it was. */
  private void away(Throwable error) {
    String words = RedisFailure.words(error);
    if (!words.equals(last.getAndSet(new Seen(null, words)).error())) {
      log.info("Redis is away: {}", error.toString());
    }
  }

  private static Seen up(Tuple2<Long, String> answer) {
    return new Seen(Duration.ofMillis(answer.getT1()), null);
  }
}

package dev.visitortracker.api.redis;

import dev.visitortracker.api.lifecycle.Deadlines;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.SetArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.reactive.RedisReactiveCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * Bytes in Redis, over one connection that comes back by itself. Whatever takes longer than the
 * deadline is given up, and then Redis is left alone for a while, so that callers do not wait for
 * it one after the other.
 */
public final class RedisStore {
  private static final Logger log = LoggerFactory.getLogger(RedisStore.class);
  private final Duration deadline;
  private final long pauseNanos;
  private final AtomicLong pausedUntil = new AtomicLong(System.nanoTime());
  private final Mono<StatefulRedisConnection<String, byte[]>> connection;

  RedisStore(RedisConnections connections, Duration deadline, Duration pause) {
    this.deadline = deadline;
    this.pauseNanos = pause.toNanos();
    this.connection = connections.open(RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE));
  }

  /** What is under the key, or nothing; an error where Redis does not say in time. */
  public Mono<byte[]> get(String key) {
    return within(commands -> commands.get(key));
  }

  /** Puts it there for a while, or not; whether it worked is nobody's concern. */
  public Mono<Void> put(String key, byte[] bytes, Duration kept) {
    return within(commands -> commands.set(key, bytes, SetArgs.Builder.px(kept)))
        .onErrorComplete()
        .then();
  }

  /**
   * Puts it there for a while where nothing is; whether it did. An error where Redis does not say
   * in time.
   */
  public Mono<Boolean> putIfAbsent(String key, byte[] bytes, Duration kept) {
    return within(commands -> commands.set(key, bytes, SetArgs.Builder.nx().px(kept))).hasElement();
  }

  /**
   * What is under the key; nothing where the bytes were put there now, for a while. An error where
   * Redis does not say in time or refuses, and then the bytes may be there or not.
   */
  public Mono<byte[]> putFirst(String key, byte[] bytes, Duration kept) {
    return within(
        commands ->
            commands
                .setGet(key, bytes, SetArgs.Builder.nx().px(kept))
                .onErrorMap(RedisCommandExecutionException.class, refused -> new Away()));
  }

  /** The connection goes on opening when its first user gives up. */
  private <T> Mono<T> within(Function<RedisReactiveCommands<String, byte[]>, Mono<T>> command) {
    return Mono.defer(
        () ->
            isPaused()
                ? Mono.error(new Away())
                : connection
                    .flatMap(open -> command.apply(open.reactive()))
                    .transform(Deadlines.within(deadline))
                    .onErrorComplete(RedisCommandExecutionException.class)
                    .doOnError(this::pause));
  }

  private boolean isPaused() {
    return System.nanoTime() - pausedUntil.get() < 0;
  }

  private void pause(Throwable error) {
    log.debug("Redis is left alone for a while: {}", error.toString());
    pausedUntil.set(System.nanoTime() + pauseNanos);
  }

  /** Redis was away a moment ago. */
  private static final class Away extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Away() {
      super("paused", null, false, false);
    }
  }
}

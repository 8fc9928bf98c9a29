package dev.visitortracker.api.idempotency;

import dev.visitortracker.api.redis.RedisConnections;
import dev.visitortracker.api.redis.RedisStore;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Remembers for a while what was put under a key first, across all instances. It has a connection
 * to Redis of its own, so that what slows the cache down is not what senders wait for.
 */
public final class IdempotencyStore {
  private static final String PREFIX = "visitor-tracker:first:1:";

  private final @Nullable RedisStore store;
  private final Duration kept;

  IdempotencyStore(RedisConnections redis, IdempotencySettings settings) {
    this.store = redis.store(settings.deadline(), settings.pause());
    this.kept = settings.kept();
  }

  /** What Redis said. */
  public sealed interface Seen {}

  /** Nothing was under the key, and now the value is. */
  public record First() implements Seen {}

  /** Something as long as the value was under the key, and still is. */
  @SuppressWarnings("ArrayRecordComponent") // Read once, never compared.
  public record Before(byte[] value) implements Seen {}

  /** Redis did not say in time, or has something else there; the value may be there too. */
  public record Unknown() implements Seen {}

  /** Whether there is a Redis at all. */
  public boolean areKept() {
    return store != null;
  }

  public Mono<Seen> put(String key, byte[] value) {
    return store == null
        ? Mono.just(new Unknown())
        : store
            .putFirst(PREFIX + key, value, kept)
            .<Seen>map(before -> before.length == value.length ? new Before(before) : new Unknown())
            .defaultIfEmpty(new First())
            .onErrorReturn(new Unknown());
  }

  /** Keeps the connection open, so that the first to ask need not wait for it. */
  public Mono<Void> reach() {
    return store == null ? Mono.empty() : store.get(PREFIX).onErrorComplete().then();
  }
}

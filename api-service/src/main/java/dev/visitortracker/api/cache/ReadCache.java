package dev.visitortracker.api.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.visitortracker.api.cache.CacheResult.Source;
import dev.visitortracker.api.redis.RedisConnections;
import dev.visitortracker.api.redis.RedisStore;
import dev.visitortracker.api.telemetry.Metrics;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Answers from what this instance has seen a moment ago, else from Redis where it can, and reads
 * where it cannot. Callers of the same key share one read, within this instance by its flight and
 * across instances by a lease in Redis. A read goes on when its callers are gone, so that the next
 * one finds its result.
 *
 * <p>The lease is never given back. It ends before what was read grows too old, so it is not in the
 * way of the next read, and whose read fails gives way to the others when it ends.
 */
public final class ReadCache<T> {
  /** Changes with the form of what is kept, so that old and new instances never mix. */
  private static final String VERSION = "visitor-tracker:2:";

  private static final String LEASE = VERSION + "lease:";
  private static final byte[] TAKEN = {1};

  /** About what the objects around a held answer take. */
  private static final int HIT_OBJECTS_IN_BYTES = 256;

  private final @Nullable RedisStore store;
  private final Codec<T> codec;
  private final CacheSettings settings;
  private final InstantSource clock;
  private final Metrics metrics;
  private final Map<String, Mono<CacheResult<T>>> flights = new ConcurrentHashMap<>();
  private final Cache<String, Hit<T>> near;

  public ReadCache(
      RedisConnections redis,
      Codec<T> codec,
      CacheSettings settings,
      InstantSource clock,
      Metrics metrics) {
    this.store = redis.store(settings.deadline(), settings.pause());
    this.codec = codec;
    this.settings = settings;
    this.clock = clock;
    this.metrics = metrics;
    this.near =
        Caffeine.newBuilder()
            .expireAfterWrite(settings.nearTtl())
            .maximumWeight(settings.maxNear().toBytes())
            .weigher((String key, Hit<T> hit) -> weight(key, hit))
            .build();
  }

  /** How values are kept, and which. */
  public interface Codec<T> {
    /** The value as bytes, or null where it must not be kept. */
    byte @Nullable [] encode(T value);

    /** The value again, or null where the bytes are none. */
    @Nullable T decode(byte[] bytes);
  }

  /** What a lookup gave. */
  private sealed interface Kept<T> {}

  /**
   * @param sizeInBytes of the value, as Redis keeps it
   */
  private record Hit<T>(T value, Instant readAt, int sizeInBytes) implements Kept<T> {
    boolean isWithin(Duration ttl, Instant now) {
      return Duration.between(readAt, now).abs().compareTo(ttl) <= 0;
    }
  }

  /** Nothing usable; the source says why. */
  private record None<T>(Source source) implements Kept<T> {}

  private static int weight(String key, Hit<?> hit) {
    return key.length() + hit.sizeInBytes() + HIT_OBJECTS_IN_BYTES;
  }

  /**
   * The kept value, or what {@code read} gives.
   *
   * @param ttl how old a kept value may be
   * @param read always gives a value
   */
  public Mono<CacheResult<T>> find(String key, Duration ttl, Supplier<Mono<T>> read) {
    return Mono.defer(
            () -> {
              Hit<T> seen = near.getIfPresent(key);
              return seen != null && seen.isWithin(ttl, clock.instant())
                  ? Mono.just(new CacheResult<>(seen.value(), Source.NEAR))
                  : lookUp(key).flatMap(kept -> answer(key, ttl, kept, read));
            })
        .doOnNext(found -> metrics.cacheAnswered(found.source().name()));
  }

  private Mono<CacheResult<T>> answer(
      String key, Duration ttl, Kept<T> kept, Supplier<Mono<T>> read) {
    Instant now = clock.instant();
    return switch (kept) {
      case Hit<T> hit when hit.isWithin(ttl, now) -> {
        near.put(key, hit);
        yield Mono.just(new CacheResult<>(hit.value(), Source.FRESH));
      }
      case Hit<T> hit when hit.isWithin(ttl.plus(settings.staleWhileRevalidate()), now) ->
          meanwhile(
              flight("refresh:" + key, () -> refresh(key, ttl, read)),
              new CacheResult<>(hit.value(), Source.STALE));
      case Hit<T> tooOld -> flight("fill:" + key, () -> fill(key, ttl, read));
      case None<T> none ->
          flight("fill:" + key, () -> fill(key, ttl, read))
              .map(found -> found.because(none.source()));
    };
  }

  /** Starts the flight and does not wait for it. */
  private static <T> Mono<CacheResult<T>> meanwhile(
      Mono<CacheResult<T>> flight, CacheResult<T> stale) {
    return Mono.firstWithSignal(
        flight.onErrorReturn(stale).defaultIfEmpty(stale), Mono.just(stale));
  }

  private Mono<CacheResult<T>> flight(String name, Supplier<Mono<CacheResult<T>>> course) {
    if (flights.size() >= settings.maxFlights()) {
      return Mono.defer(course);
    }
    return flights.computeIfAbsent(
        name, absent -> Mono.defer(course).doFinally(end -> flights.remove(name)).cache());
  }

  /** Reads; nothing where another instance does so already. */
  private Mono<CacheResult<T>> refresh(String key, Duration ttl, Supplier<Mono<T>> read) {
    return takeLease(key, ttl).flatMap(isOurs -> isOurs ? read(key, ttl, read) : Mono.empty());
  }

  /** Reads, or waits for what another instance reads; one that takes too long loses its lease. */
  private Mono<CacheResult<T>> fill(String key, Duration ttl, Supplier<Mono<T>> read) {
    return flight("refresh:" + key, () -> refresh(key, ttl, read))
        .switchIfEmpty(Mono.defer(() -> awaitOther(key, ttl)))
        .switchIfEmpty(Mono.defer(() -> takeOverLease(key, ttl).then(read(key, ttl, read))));
  }

  private Mono<CacheResult<T>> read(String key, Duration ttl, Supplier<Mono<T>> read) {
    return Mono.defer(read)
        .delayUntil(value -> keep(key, value, ttl))
        .map(value -> new CacheResult<>(value, Source.READ));
  }

  /** Looks again and again: no lookup takes longer than the time between two. */
  private Mono<CacheResult<T>> awaitOther(String key, Duration ttl) {
    return Flux.interval(settings.deadline())
        .onBackpressureDrop()
        .concatMap(tick -> lookUp(key), 1)
        .concatMap(kept -> waited(kept, ttl), 1)
        .next()
        .timeout(settings.leaseWait(), Mono.empty());
  }

  private Mono<CacheResult<T>> waited(Kept<T> kept, Duration ttl) {
    return kept instanceof Hit<T> hit && hit.isWithin(ttl, clock.instant())
        ? Mono.just(new CacheResult<>(hit.value(), Source.WAITED))
        : Mono.empty();
  }

  /** Whether this instance is to read; always, where Redis does not say. */
  private Mono<Boolean> takeLease(String key, Duration ttl) {
    return store == null
        ? Mono.just(true)
        : store
            .putIfAbsent(LEASE + key, TAKEN, lease(ttl))
            .doOnNext(isOurs -> metrics.cacheLease(isOurs ? "taken" : "held"))
            .onErrorReturn(true);
  }

  private Mono<Void> takeOverLease(String key, Duration ttl) {
    metrics.cacheLease("taken_over");
    return store == null ? Mono.empty() : store.put(LEASE + key, TAKEN, lease(ttl));
  }

  private Duration lease(Duration ttl) {
    return settings.lease().compareTo(ttl) < 0 ? settings.lease() : ttl;
  }

  private Mono<Kept<T>> lookUp(String key) {
    return store == null
        ? Mono.just(new None<>(Source.AWAY))
        : store
            .get(VERSION + key)
            .map(this::open)
            .defaultIfEmpty(new None<>(Source.READ))
            .onErrorReturn(new None<>(Source.AWAY));
  }

  /** Garbage under the key is as good as nothing. */
  private Kept<T> open(byte[] bytes) {
    Envelope envelope = Envelope.of(bytes);
    T value = envelope == null ? null : codec.decode(envelope.value());
    return envelope == null || value == null
        ? new None<>(Source.READ)
        : new Hit<>(value, envelope.readAt(), bytes.length);
  }

  private Mono<Void> keep(String key, T value, Duration ttl) {
    byte[] bytes = codec.encode(value);
    if (bytes == null) {
      return Mono.empty();
    }
    Instant readAt = clock.instant();
    near.put(key, new Hit<>(value, readAt, bytes.length));
    return store == null
        ? Mono.empty()
        : store.put(
            VERSION + key,
            new Envelope(readAt, bytes).bytes(),
            ttl.plus(settings.staleWhileRevalidate()));
  }
}

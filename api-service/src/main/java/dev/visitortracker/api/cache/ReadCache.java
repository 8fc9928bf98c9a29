package dev.visitortracker.api.cache;

import dev.visitortracker.api.cache.Found.Source;
import dev.visitortracker.api.telemetry.Metrics;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Answers from Redis where it can, and reads where it cannot. Callers of the same key share one
 * read. A read goes on when its callers are gone, so that the next one finds its result.
 */
public final class ReadCache<T> {
  /** Changes with the form of what is kept, so that old and new instances never mix. */
  private static final String VERSION = "visitor-tracker:1:";

  private final @Nullable RedisStore store;
  private final Codec<T> codec;
  private final CacheSettings settings;
  private final InstantSource clock;
  private final Metrics metrics;
  private final Map<String, Mono<T>> flights = new ConcurrentHashMap<>();

  ReadCache(
      @Nullable RedisStore store,
      Codec<T> codec,
      CacheSettings settings,
      InstantSource clock,
      Metrics metrics) {
    this.store = store;
    this.codec = codec;
    this.settings = settings;
    this.clock = clock;
    this.metrics = metrics;
  }

  /** What a lookup gave. */
  private sealed interface Kept<T> {}

  private record Hit<T>(T value, Duration age) implements Kept<T> {}

  /** Nothing usable; the source says why. */
  private record None<T>(Source source) implements Kept<T> {}

  /**
   * The kept value, or what {@code read} gives.
   *
   * @param ttl how old a kept value may be
   * @param read always gives a value
   */
  public Mono<Found<T>> find(String key, Duration ttl, Supplier<Mono<T>> read) {
    return lookUp(key)
        .flatMap(kept -> answer(key, ttl, kept, read))
        .doOnNext(found -> metrics.cacheAnswered(found.source().name()));
  }

  private Mono<Found<T>> answer(String key, Duration ttl, Kept<T> kept, Supplier<Mono<T>> read) {
    return switch (kept) {
      case Hit<T> hit when hit.age().compareTo(ttl) <= 0 ->
          Mono.just(new Found<>(hit.value(), Source.FRESH));
      case Hit<T> hit when hit.age().compareTo(ttl.plus(settings.staleWhileRevalidate())) <= 0 ->
          meanwhile(flight(key, ttl, read), new Found<>(hit.value(), Source.STALE));
      case Hit<T> tooOld -> flight(key, ttl, read).map(value -> new Found<>(value, Source.READ));
      case None<T> none -> flight(key, ttl, read).map(value -> new Found<>(value, none.source()));
    };
  }

  /** Starts the flight and does not wait for it. */
  private static <T> Mono<Found<T>> meanwhile(Mono<T> flight, Found<T> stale) {
    return Mono.firstWithSignal(
        flight.map(value -> new Found<>(value, Source.READ)).onErrorReturn(stale),
        Mono.just(stale));
  }

  private Mono<T> flight(String key, Duration ttl, Supplier<Mono<T>> read) {
    if (flights.size() >= settings.maxFlights()) {
      return read.get();
    }
    return flights.computeIfAbsent(
        key,
        absent ->
            Mono.defer(read)
                .delayUntil(value -> keep(key, value, ttl))
                .doFinally(end -> flights.remove(key))
                .cache());
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
        : new Hit<>(value, Duration.between(envelope.readAt(), clock.instant()).abs());
  }

  private Mono<Void> keep(String key, T value, Duration ttl) {
    byte[] bytes = codec.encode(value);
    return store == null || bytes == null
        ? Mono.empty()
        : store.put(
            VERSION + key,
            new Envelope(clock.instant(), bytes).bytes(),
            ttl.plus(settings.staleWhileRevalidate()));
  }
}

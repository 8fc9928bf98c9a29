package dev.visitortracker.api.query;

import dev.visitortracker.api.cache.CacheResult;
import dev.visitortracker.api.cache.CacheSettings;
import dev.visitortracker.api.cache.ReadCache;
import dev.visitortracker.api.redis.RedisConnections;
import dev.visitortracker.api.replica.ReadOutcome;
import dev.visitortracker.api.replica.ReadOutcome.Served;
import dev.visitortracker.api.replica.ReadTerms;
import dev.visitortracker.api.telemetry.Metrics;
import dev.visitortracker.event.Timestamps;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/**
 * Answers statistics through the cache, and says so in {@code Cache-Status}. Callers who ask for a
 * state with {@code Read-After}, or for no cache, get it read.
 */
@Component
public final class CachedReads {
  private static final String CACHE_STATUS = "Cache-Status";

  /** How fresh the answer is: when the newest batch that it shows was stored. */
  private static final String LAST_STORED_AT = "Last-Stored-At";

  private static final String NAME = "visitor-tracker; ";

  private final ReadCache<ReadOutcome<Content>> cache;
  private final CacheControlPolicy lifetimes;
  private final CacheSettings settings;

  CachedReads(
      RedisConnections redis,
      CacheControlPolicy lifetimes,
      CacheSettings settings,
      InstantSource clock,
      Metrics metrics) {
    this.cache = new ReadCache<>(redis, new OutcomeCodec(), settings, clock, metrics);
    this.lifetimes = lifetimes;
    this.settings = settings;
  }

  /** Answers a read that the next visit can change. */
  public Mono<ServerResponse> open(
      ServerRequest request,
      ReadTerms terms,
      String key,
      Supplier<Mono<ReadOutcome<Content>>> read) {
    return answer(request, terms, key, settings.ttl(), lifetimes.open(), read);
  }

  /** Answers a read that covers only the time before {@code endMillis}. */
  public Mono<ServerResponse> before(
      long endMillis,
      ServerRequest request,
      ReadTerms terms,
      String key,
      Supplier<Mono<ReadOutcome<Content>>> read) {
    Duration ttl = lifetimes.isClosed(endMillis) ? settings.closedTtl() : settings.ttl();
    return answer(request, terms, key, ttl, lifetimes.before(endMillis), read);
  }

  private Mono<ServerResponse> answer(
      ServerRequest request,
      ReadTerms terms,
      String key,
      Duration ttl,
      CacheControl lifetime,
      Supplier<Mono<ReadOutcome<Content>>> read) {
    Mono<CacheResult<ReadOutcome<Content>>> found =
        terms.isAfterAWrite() || wantsItRead(request.headers().asHttpHeaders())
            ? read.get().map(outcome -> new CacheResult<>(outcome, CacheResult.Source.REQUESTED))
            : cache.find(key, ttl, read);
    return found.flatMap(answer -> answer(answer, lifetime));
  }

  private static Mono<ServerResponse> answer(
      CacheResult<ReadOutcome<Content>> found, CacheControl lifetime) {
    return ReadResponses.of(
        found.value(), served -> Mono.just(answer(served, found.source(), lifetime)));
  }

  /** All headers also on a 304: the caller has the body, but not how fresh it is now. */
  private static ServerResponse answer(
      Served<Content> served, CacheResult.Source source, CacheControl lifetime) {
    Content content = served.value();
    return ReadResponses.json(served, content)
        .with(lifetime)
        .with(CACHE_STATUS, NAME + source.words())
        .with(LAST_STORED_AT, storedAt(content));
  }

  private static @Nullable String storedAt(Content content) {
    return content.storedAt() == null ? null : Timestamps.format(content.storedAt().toEpochMilli());
  }

  private static boolean wantsItRead(HttpHeaders headers) {
    String cacheControl = headers.getCacheControl();
    return cacheControl != null && cacheControl.contains("no-cache");
  }
}

package dev.visitortracker.api.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visitortracker.api.cache.CacheResult.Source;
import dev.visitortracker.api.redis.RedisConnections;
import dev.visitortracker.api.redis.RedisSettings;
import dev.visitortracker.api.redis.RedisStore;
import dev.visitortracker.api.telemetry.Metrics;
import dev.visitortracker.api.testing.RunningApi;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Two instances on one Redis; their clock stands still unless it is moved. */
class ReadCacheIT {
  private static final Duration TTL = Duration.ofSeconds(20);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Its deadline is long enough for a busy machine. */
  private static final CacheSettings SETTINGS = settings(Duration.ZERO);

  private static final SimpleMeterRegistry REGISTRY = new SimpleMeterRegistry();
  private static volatile Instant now = Instant.parse("2026-01-02T03:04:05Z");
  private static final RedisConnections REDIS = redis();
  private static final RedisConnections OTHER_REDIS = redis();
  private static final RedisStore STORE =
      Objects.requireNonNull(REDIS.store(SETTINGS.deadline(), SETTINGS.pause()));

  private final String key = UUID.randomUUID().toString();
  private final AtomicInteger reads = new AtomicInteger();
  private final ReadCache<String> cache = cache(REDIS, SETTINGS);
  private final ReadCache<String> other = cache(OTHER_REDIS, SETTINGS);
  private final ReadCache<String> near = cache(REDIS, settings(PATIENCE));

  @AfterAll
  static void close() {
    REDIS.close();
    OTHER_REDIS.close();
  }

  @Test
  void key_isReadOnce_whenTwoInstancesMissItAtTheSameTime() {
    connect();

    List<CacheResult<String>> found =
        Flux.range(0, 20)
            .flatMap(caller -> find(caller % 2 == 0 ? cache : other, slowRead()), 20, 1)
            .collectList()
            .block(PATIENCE);

    assertThat(reads).hasValue(1);
    assertThat(found).hasSize(20).allMatch(each -> each.value().equals("value 1"));
    assertThat(found).extracting(CacheResult::source).contains(Source.READ, Source.WAITED);
  }

  @Test
  void staleValue_isGivenAtOnce_whileOneInstanceReadsANewOne() {
    connect();
    find(cache, read()).block(PATIENCE);

    pass(TTL.plusMillis(1));
    List<CacheResult<String>> stale =
        Flux.range(0, 20)
            .flatMap(caller -> find(caller % 2 == 0 ? cache : other, slowRead()), 20, 1)
            .collectList()
            .block(PATIENCE);

    assertThat(stale).containsOnly(new CacheResult<>("value 1", Source.STALE));
    awaitFresh("value 2");
    assertThat(reads).hasValue(2);
    assertThat(REGISTRY.counter("cache.leases", "outcome", "taken").count()).isEqualTo(2);
    assertThat(REGISTRY.counter("cache.leases", "outcome", "taken_over").count()).isZero();
  }

  @Test
  void staleValue_isGiven_whenTheNewOneCannotBeRead() {
    connect();
    find(cache, read()).block(PATIENCE);

    pass(TTL.plusMillis(1));

    assertThat(find(cache, Mono.error(new IllegalStateException("no database"))).block(PATIENCE))
        .isEqualTo(new CacheResult<>("value 1", Source.STALE));
    endLease();
    assertThat(find(other, Mono.never()).block(PATIENCE))
        .isEqualTo(new CacheResult<>("value 1", Source.STALE));
  }

  @Test
  void value_isReadAgain_whenItIsTooOldToBeGiven() {
    connect();
    find(cache, read()).block(PATIENCE);

    pass(TTL.plus(TTL).plusMillis(1));

    assertThat(find(cache, read()).block(PATIENCE))
        .isEqualTo(new CacheResult<>("value 2", Source.READ));
  }

  @Test
  void value_isGivenWithoutAskingRedis_untilItIsTooOld() {
    connect();
    find(cache, read()).block(PATIENCE);

    assertThat(find(near, read()).block(PATIENCE))
        .isEqualTo(new CacheResult<>("value 1", Source.FRESH));
    STORE.put("visitor-tracker:2:" + key, new byte[] {1}, TTL).block(PATIENCE);
    assertThat(find(near, read()).block(PATIENCE))
        .isEqualTo(new CacheResult<>("value 1", Source.NEAR));

    pass(TTL.plusMillis(1));
    assertThat(find(near, read()).block(PATIENCE))
        .isEqualTo(new CacheResult<>("value 2", Source.READ));
  }

  @Test
  void value_isGivenWithoutAskingRedis_byTheInstanceThatHasReadIt() {
    connect();
    find(near, read()).block(PATIENCE);

    STORE.put("visitor-tracker:2:" + key, new byte[] {1}, TTL).block(PATIENCE);

    assertThat(find(near, read()).block(PATIENCE))
        .isEqualTo(new CacheResult<>("value 1", Source.NEAR));
  }

  @Test
  void instance_readsItself_whenTheOneWithTheLeaseIsGone() {
    connect();
    putLease(TTL);

    assertThat(find(cache, read()).block(PATIENCE))
        .isEqualTo(new CacheResult<>("value 1", Source.READ));
    assertThat(find(other, read()).block(PATIENCE))
        .isEqualTo(new CacheResult<>("value 1", Source.FRESH));
    assertThat(REGISTRY.counter("cache.leases", "outcome", "taken_over").count()).isEqualTo(1);
  }

  /** A cold connection takes longer than the deadline allows. */
  private void connect() {
    for (ReadCache<String> each : List.of(cache, other, near)) {
      Flux.interval(Duration.ofMillis(50))
          .onBackpressureDrop()
          .concatMap(
              tick -> each.find(UUID.randomUUID().toString(), TTL, () -> Mono.just("connected")), 1)
          .filter(found -> found.source() == Source.READ)
          .next()
          .block(PATIENCE);
    }
    STORE.get("nothing").retry(100).block(PATIENCE);
    REGISTRY.clear();
  }

  /** Moves the clock. Redis has one of its own, by which the lease would still be there. */
  private void pass(Duration time) {
    now = now.plus(time);
    endLease();
  }

  private void endLease() {
    putLease(Duration.ofMillis(1));
  }

  private void putLease(Duration kept) {
    STORE.put("visitor-tracker:2:lease:" + key, new byte[] {1}, kept).block(PATIENCE);
  }

  private void awaitFresh(String value) {
    Flux.interval(Duration.ofMillis(20))
        .onBackpressureDrop()
        .concatMap(tick -> find(other, read()), 1)
        .filter(found -> found.equals(new CacheResult<>(value, Source.FRESH)))
        .next()
        .block(PATIENCE);
  }

  private Mono<CacheResult<String>> find(ReadCache<String> where, Mono<String> read) {
    return where.find(key, TTL, () -> read);
  }

  private Mono<String> read() {
    return Mono.fromSupplier(() -> "value " + reads.incrementAndGet());
  }

  private Mono<String> slowRead() {
    return Mono.delay(Duration.ofMillis(300)).then(read());
  }

  private static CacheSettings settings(Duration nearTtl) {
    return new CacheSettings(
        TTL,
        TTL,
        TTL,
        nearTtl,
        DataSize.ofKilobytes(64),
        Duration.ofMillis(250),
        Duration.ofMillis(1),
        TTL,
        Duration.ofSeconds(2),
        1_000);
  }

  private static ReadCache<String> cache(RedisConnections redis, CacheSettings settings) {
    return new ReadCache<>(redis, new Text(), settings, () -> now, new Metrics(REGISTRY));
  }

  private static RedisConnections redis() {
    return new RedisConnections(
        new RedisSettings(
            RunningApi.STACK.redisHost(),
            RunningApi.STACK.redisPort(),
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            1_000,
            Duration.ofSeconds(1)));
  }

  private static final class Text implements ReadCache.Codec<String> {
    @Override
    public byte[] encode(String value) {
      return value.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public @Nullable String decode(byte[] bytes) {
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }
}

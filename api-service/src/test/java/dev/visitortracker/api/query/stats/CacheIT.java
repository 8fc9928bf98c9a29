package dev.visitortracker.api.query.stats;

import static dev.visitortracker.api.testing.RunningApi.STACK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.visitortracker.api.testing.Answer;
import dev.visitortracker.api.testing.OtherApi;
import dev.visitortracker.api.testing.RunningApi;
import dev.visitortracker.local.Part;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Statistics through Redis, and without it. */
class CacheIT {
  private static final String CLOSED =
      "/stats/timeseries?grain=hour&from=2017-01-02T00:00:00Z&to=2017-01-02T12:00:00Z";

  @Test
  void answer_comesFromTheCache_whenItWasAskedForBefore() {
    awaitStatus(CLOSED, "visitor-tracker; hit");

    assertThat(RunningApi.get(CLOSED).body()).isEqualTo(read(CLOSED).body());
  }

  @Test
  void answer_isRead_whenTheCallerWantsItSo() {
    assertThat(read("/stats").header("Cache-Status")).isEqualTo("visitor-tracker; fwd=request");
    assertThat(
            RunningApi.send("GET", "/stats", BodyPublishers.noBody(), "Cache-Control", "no-cache")
                .header("Cache-Status"))
        .isEqualTo("visitor-tracker; fwd=request");
  }

  @Test
  void reads_goOnWithinTheDeadline_whileRedisHangs() {
    Part redis = STACK.part("redis");
    awaitStatus(CLOSED, "visitor-tracker; hit");

    redis.pause();
    try {
      assertThatReadsGoOn();
    } finally {
      redis.resume();
    }

    awaitStatus(CLOSED, "visitor-tracker; hit");
  }

  @Test
  void reads_goOnWithinTheDeadline_whileRedisIsAway() {
    Part redis = STACK.part("redis");
    awaitStatus(CLOSED, "visitor-tracker; hit");

    redis.kill();
    try {
      assertThatReadsGoOn();
    } finally {
      redis.start();
    }

    awaitStatus(CLOSED, "visitor-tracker; hit");
  }

  @Test
  void garbage_isReplaced_whateverItIs() {
    awaitStatus(CLOSED, "visitor-tracker; hit");
    String good = RunningApi.get(CLOSED).body();

    withRedis(
        redis ->
            redis
                .sync()
                .keys("visitor-tracker:*")
                .forEach(key -> redis.sync().set(key, "{\"garbage\":true, and more}")));
    assertThat(RunningApi.get(CLOSED).body()).isEqualTo(good);
    awaitStatus(CLOSED, "visitor-tracker; hit");
    withRedis(
        redis ->
            redis
                .sync()
                .keys("visitor-tracker:*")
                .forEach(
                    key -> {
                      redis.sync().del(key);
                      redis.sync().rpush(key, "a list");
                    }));
    assertThat(RunningApi.get(CLOSED).body()).isEqualTo(good);

    awaitStatus(CLOSED, "visitor-tracker; hit");
  }

  /** Each instance alone would read about once in a ttl. */
  @Test
  void instances_readTogetherAsOftenAsOneAlone_whenBothAreAskedForTheSame() throws Exception {
    String[] settings = {
      "cache.ttl=1s",
      "cache.stale-while-revalidate=5s",
      "cache.lease=1s",
      "cache.lease-wait=1s",
      "cache.deadline=500ms"
    };
    try (OtherApi first = OtherApi.start(settings);
        OtherApi second = OtherApi.start(settings)) {
      first.awaitAnswer("/stats?site=leased", CacheIT::isHit);
      second.awaitAnswer("/stats?site=leased", CacheIT::isHit);
      double before = reads(first) + reads(second);
      long begin = System.nanoTime();

      try (ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor()) {
        List<Future<?>> running = new ArrayList<>();
        for (int reader = 0; reader < 8; reader++) {
          OtherApi api = reader % 2 == 0 ? first : second;
          running.add(
              readers.submit(
                  () -> {
                    while (System.nanoTime() - begin < 3_000_000_000L) {
                      assertThat(api.get("/stats?site=leased").status()).isEqualTo(200);
                    }
                  }));
        }
        for (Future<?> reader : running) {
          reader.get();
        }
      }

      double seconds = (System.nanoTime() - begin) / 1e9;
      assertThat(reads(first) + reads(second) - before).isBetween(1.0, Math.ceil(seconds) + 1);
    }
  }

  private static boolean isHit(Answer answer) {
    return answer.header("Cache-Status").startsWith("visitor-tracker; hit");
  }

  private static double reads(OtherApi api) {
    return api.count("replica.reads.begun");
  }

  /** One read alone takes a few ms; a second is what a caller would notice on a busy machine. */
  private static void assertThatReadsGoOn() {
    awaitStatus(CLOSED, "visitor-tracker; fwd=bypass; detail=unavailable");
    for (int i = 0; i < 50; i++) {
      long begin = System.nanoTime();
      assertThat(RunningApi.get(CLOSED).status()).isEqualTo(200);
      assertThat(System.nanoTime() - begin).isLessThan(1_000_000_000);
    }
  }

  private static void awaitStatus(String path, String status) {
    RunningApi.awaitAnswer(path, answer -> answer.header("Cache-Status").equals(status));
  }

  /** By the token of a visit that was just sent. */
  private static Answer read(String path) {
    String token =
        RunningApi.post(
                "/events?site=uncached",
                "application/json",
                "{\"endpoint\":\"/a\",\"method\":\"GET\",\"response_code\":200}")
            .header("Visit-Token");
    return RunningApi.send("GET", path, BodyPublishers.noBody(), "Read-After", token);
  }

  private static void withRedis(Consumer<StatefulRedisConnection<String, String>> work) {
    try (RedisClient client =
            RedisClient.create(
                RedisURI.create("redis://" + STACK.redisHost() + ":" + STACK.redisPort()));
        StatefulRedisConnection<String, String> connection = client.connect()) {
      work.accept(connection);
    }
  }
}

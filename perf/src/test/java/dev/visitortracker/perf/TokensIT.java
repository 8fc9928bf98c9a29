package dev.visitortracker.perf;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.f4b6a3.ulid.UlidCreator;
import dev.visitortracker.local.LocalStack;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A read that gives the token of a write shows the write, through the jars that operators run. The
 * worst case on purpose: beside other writers, and with a replica that stays in the rotation though
 * it replays nothing. The other writers come at a rate that the worker keeps up with on two cores:
 * beyond it, tokens rightly wait longer than readers may. The long form is in {@code README.md}.
 */
@Timeout(3_000)
class TokensIT {
  private static final int PAIRS = Integer.getInteger("tokens.pairs", 300);
  private static final int CLIENTS = 8;
  private static final int PROGRESS = 500;
  private static final int VISITS_PER_LOAD = 500;
  private static final Duration LOAD_PAUSE = Duration.ofMillis(50);
  private static final int CONTROL_READS = 50;
  private static final String VISIT =
      "{\"endpoint\":\"/a\",\"method\":\"GET\",\"response_code\":200";
  private static final String PAUSED = "replica-2";

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static LocalStack stack;

  @BeforeAll
  static void start() {
    stack = SharedStack.with("worker-1", "api-1");
  }

  @Test
  void read_showsTheWrite_whenItsTokenIsGivenThoughAReplicaReplaysNothing() throws Exception {
    run(new Pairs(Math.max(100, PAIRS / 10))); // Cold JVMs would be measured otherwise.
    var isOver = new AtomicBoolean();
    var load = new AtomicLong();
    var pairs = new Pairs(PAIRS);
    var untold = new Pairs(CONTROL_READS).withoutTokens();

    try (ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
      replay("pg_wal_replay_pause");
      Future<?> writer = writers.submit(() -> write(isOver, load));
      try {
        long start = System.nanoTime();
        run(pairs);
        double seconds = (System.nanoTime() - start) / 1e9;
        run(untold);
        System.out.printf(
            "%s, beside %,.0f other visits a second; without tokens %d of %d were stale%n",
            pairs, load.get() / seconds, untold.stale.get(), CONTROL_READS);
      } finally {
        isOver.set(true);
        replay("pg_wal_replay_resume");
      }
      writer.get();
    }

    assertThat(pairs.stale).hasValue(0);
    assertThat(pairs.refused).hasValueLessThan(Math.max(1, PAIRS / 100));
    assertThat(pairs.byReplicas).hasValueGreaterThan(0);
    // Else nothing would have been proved.
    assertThat(untold.stale).hasValueGreaterThan(0);
  }

  private static void run(Pairs pairs) throws Exception {
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> running = new ArrayList<>();
      for (int client = 0; client < CLIENTS; client++) {
        running.add(clients.submit(pairs::runOneClient));
      }
      for (Future<?> end : running) {
        end.get();
      }
    }
  }

  private static Void write(AtomicBoolean isOver, AtomicLong written) throws Exception {
    String body =
        IntStream.range(0, VISITS_PER_LOAD)
            .mapToObj(i -> VISIT + "}")
            .collect(Collectors.joining("\n"));
    long due = System.nanoTime();
    while (!isOver.get()) {
      LockSupport.parkNanos(due - System.nanoTime());
      due += LOAD_PAUSE.toNanos();
      HttpResponse<String> answer =
          send(
              request("/events?site=load")
                  .header("Content-Type", "application/x-ndjson")
                  .POST(BodyPublishers.ofString(body)));
      assertThat(answer.statusCode()).isEqualTo(202);
      written.addAndGet(VISITS_PER_LOAD);
    }
    return null;
  }

  private static void replay(String function) throws SQLException {
    try (Connection connection = stack.connection(PAUSED, "postgres");
        Statement statement = connection.createStatement()) {
      statement.execute("SELECT " + function + "()");
    }
  }

  private static HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(stack.apiUrls().getFirst() + path))
        .timeout(Duration.ofSeconds(30));
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return HTTP.send(request.build(), BodyHandlers.ofString());
  }

  /** Writes, each followed by a read of the same client, and what became of the reads. */
  private static final class Pairs {
    private static final AtomicInteger SITES = new AtomicInteger();

    final AtomicInteger stale = new AtomicInteger();
    final AtomicInteger refused = new AtomicInteger();
    final AtomicInteger byReplicas = new AtomicInteger();
    private final AtomicInteger begun = new AtomicInteger();
    private final int count;
    private final long[] nanos;
    private boolean withTokens = true;

    Pairs(int count) {
      this.count = count;
      this.nanos = new long[count];
    }

    Pairs withoutTokens() {
      withTokens = false;
      return this;
    }

    /** Each client has a site of its own, so it knows what the statistics must say. */
    Void runOneClient() throws Exception {
      String site = "pairs-" + SITES.incrementAndGet();
      int written = 0;
      for (int i = begun.getAndIncrement(); i < count; i = begun.getAndIncrement()) {
        written++;
        String id = UlidCreator.getMonotonicUlid().toString();
        String token = write(site, id);
        long start = System.nanoTime();
        boolean isShown =
            switch (i % 3) {
              case 0 -> isShown("/visits/" + id, token, "\"id\":\"" + id + "\"");
              case 1 -> isShown("/visits?per_page=1&site=" + site, token, "\"id\":\"" + id + "\"");
              default -> isShown("/stats?site=" + site, token, "\"total_visits\":" + written + ",");
            };
        nanos[i] = System.nanoTime() - start;
        if ((i + 1) % PROGRESS == 0) {
          System.out.printf("%,d of %,d pairs%n", i + 1, count);
        }
        if (!isShown) {
          stale.incrementAndGet();
        }
      }
      return null;
    }

    private static String write(String site, String id) throws Exception {
      HttpResponse<String> answer =
          send(
              request("/events?site=" + site)
                  .header("Content-Type", "application/json")
                  .POST(BodyPublishers.ofString(VISIT + ",\"id\":\"" + id + "\"}")));
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
      return answer.headers().firstValue("Visit-Token").orElseThrow();
    }

    private boolean isShown(String path, String token, String expected) throws Exception {
      HttpRequest.Builder request = request(path);
      if (withTokens) {
        request.headers("Read-After", token, "Prefer", "wait=10");
      }
      HttpResponse<String> answer = send(request);
      if (answer.statusCode() == 412) {
        refused.incrementAndGet();
        return true;
      }
      assertThat(answer.statusCode()).as(answer.body()).isIn(200, 404);
      if (answer.headers().firstValue("Served-By").orElse("").startsWith("replica-")) {
        byReplicas.incrementAndGet();
      }
      return answer.body().contains(expected);
    }

    @Override
    public String toString() {
      long[] sorted = nanos.clone();
      Arrays.sort(sorted);
      return "%d pairs: %d stale, %d refused, %.1f %% served by replicas, wait median %d ms, p99 %d ms"
          .formatted(
              count,
              stale.get(),
              refused.get(),
              100.0 * byReplicas.get() / count,
              sorted[count / 2] / 1_000_000,
              sorted[count * 99 / 100] / 1_000_000);
    }
  }
}

package dev.visitortracker.perf.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.f4b6a3.ulid.UlidCreator;
import dev.visitortracker.local.LocalStack;
import dev.visitortracker.local.Part;
import dev.visitortracker.perf.SharedStack;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A replica is made the primary while visits arrive. Worker, API and event stream follow without a
 * restart, no acknowledged visit is lost or counted twice, and no read with a token is stale.
 */
@Timeout(300)
class PromotionIT {
  private static final String SITE = "promotion";
  private static final String VISIT =
      "{\"endpoint\":\"/a\",\"method\":\"GET\",\"response_code\":200";
  private static final int VISITS_PER_LOAD = 500;
  private static final Duration LOAD_PAUSE = Duration.ofMillis(50);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private static LocalStack stack;

  private final AtomicInteger accepted = new AtomicInteger();
  private final AtomicInteger shown = new AtomicInteger();
  private final AtomicInteger stale = new AtomicInteger();
  private final AtomicInteger unserved = new AtomicInteger();

  @BeforeAll
  static void start() {
    stack = SharedStack.with("worker-1", "api-1");
  }

  /** Other tests find the stack as they know it. */
  @AfterAll
  static void promoteBack() {
    if (!stack.primary().name().equals("primary")) {
      stack.promote("primary");
    }
  }

  @Test
  void servicesFollow_andNothingIsLostOrStale_whenAReplicaIsPromotedUnderLoad() throws Exception {
    long worker = pid("worker-1");
    long api = pid("api-1");
    var isOver = new AtomicBoolean();

    try (ExecutorService client = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> load = client.submit(() -> write(isOver));
      Future<?> writer = client.submit(() -> writeAndRead(isOver));
      try {
        await().atMost(PATIENCE).until(() -> shown.get() > 20);
        stack.promote("replica-1");
        int before = shown.get();
        await().atMost(PATIENCE).until(() -> shown.get() > before + 20);
      } finally {
        isOver.set(true);
      }
      writer.get();
      load.get();
    }

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              for (Part database : databases()) {
                assertThat(stored(database)).as(database.name()).isEqualTo(accepted.get());
              }
            });
    System.out.printf(
        "%d visits accepted, %d shown to their writer, %d reads unserved in the promotion%n",
        accepted.get(), shown.get(), unserved.get());
    assertThat(stale).hasValue(0);
    assertThat(roles())
        .contains("\"primary\":{\"state\":\"up\",\"role\":\"standby\"")
        .contains("\"replica-1\":{\"state\":\"up\",\"role\":\"primary\"")
        .contains("\"replica-2\":{\"state\":\"up\",\"role\":\"standby\"");
    assertThat(pid("worker-1")).isEqualTo(worker);
    assertThat(pid("api-1")).isEqualTo(api);
  }

  /** Ten thousand visits a second. */
  private Void write(AtomicBoolean isOver) throws Exception {
    String body = (VISIT + "}\n").repeat(VISITS_PER_LOAD);
    long due = System.nanoTime();
    while (!isOver.get()) {
      LockSupport.parkNanos(due - System.nanoTime());
      due += LOAD_PAUSE.toNanos();
      HttpResponse<String> answer = post("application/x-ndjson", body);
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
      accepted.addAndGet(VISITS_PER_LOAD);
    }
    return null;
  }

  /** One visit after the other, each read with the token of its write. */
  private Void writeAndRead(AtomicBoolean isOver) throws Exception {
    while (!isOver.get()) {
      String id = UlidCreator.getMonotonicUlid().toString();
      HttpResponse<String> write = post("application/json", VISIT + ",\"id\":\"" + id + "\"}");
      assertThat(write.statusCode()).as(write.body()).isEqualTo(202);
      accepted.incrementAndGet();
      HttpResponse<String> read =
          send(
              request("/visits/" + id)
                  .header("Read-After", write.headers().firstValue("Visit-Token").orElseThrow())
                  .header("Prefer", "wait=10"));
      switch (read.statusCode()) {
        case 200 -> shown.incrementAndGet();
        case 412, 503 -> unserved.incrementAndGet();
        default -> stale.incrementAndGet();
      }
    }
    return null;
  }

  private static List<Part> databases() {
    List<Part> databases = new ArrayList<>(stack.replicas());
    databases.add(stack.primary());
    return databases;
  }

  private static long stored(Part database) throws SQLException {
    try (Connection connection = stack.connection(database.name());
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT count(*) FROM visit_events WHERE site = '%s'".formatted(SITE))) {
      rows.next();
      return rows.getLong(1);
    }
  }

  private static String roles() throws Exception {
    return send(request("/health/ready")).body();
  }

  private static long pid(String part) {
    return stack.part(part).pid().orElseThrow();
  }

  private static HttpResponse<String> post(String type, String body) throws Exception {
    return send(
        request("/events?site=" + SITE)
            .header("Content-Type", type)
            .POST(BodyPublishers.ofString(body)));
  }

  private static HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(stack.apiUrls().getFirst() + path))
        .timeout(Duration.ofSeconds(30));
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return HTTP.send(request.build(), BodyHandlers.ofString());
  }
}

package dev.visitortracker.perf;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.visitortracker.local.LocalStack;
import dev.visitortracker.local.Part;
import dev.visitortracker.perf.load.Backlog;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.json.JsonMapper;

/**
 * Clients who make the API hold as much as they can, beside one who behaves well. The long form is
 * {@code mvn verify -Dit.test=MemoryBoundsIT -Dbounds.seconds=60}, see the module's README.
 */
@Timeout(600)
class MemoryBoundsIT {
  private static final long MAX_RESIDENT = 400L << 20;
  private static final Duration WATCHED =
      Duration.ofSeconds(Integer.getInteger("bounds.seconds", 20));
  private static final Duration SAMPLE = Duration.ofMillis(100);
  private static final Duration BETWEEN_REQUESTS = Duration.ofMillis(20);

  /** Below it a slower answer says more of the machine than of the API. */
  private static final Duration FAST = Duration.ofMillis(100);

  private static final int STALLED_BODIES = 300;
  private static final int ARRAYS = 240;
  private static final int STALLED_READERS = 32;
  private static final int VISITS = 50_000;
  private static final String EVENT =
      "{\"endpoint\":\"/a\",\"method\":\"GET\",\"response_code\":200,\"site\":\"bounds\"}";

  private static final HttpClient HTTP =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();
  private static final JsonMapper JSON = new JsonMapper();
  private static LocalStack stack;

  @BeforeAll
  @Timeout(300)
  static void storeVisits() throws Exception {
    // An API that has just started holds nothing of the tests before.
    SharedStack.with("worker-1");
    stack = SharedStack.with("worker-1", "api-1");
    long before = visits();
    Backlog.produce(stack.kafkaBootstrapServers(), VISITS);
    await()
        .atMost(Duration.ofMinutes(3))
        .pollInterval(Duration.ofMillis(250))
        .until(() -> visits() - before == VISITS);
  }

  @Test
  void memoryStaysFlatAndOthersAreServed_whenSendersStandStill() throws Exception {
    byte[] most = new byte[950_000];
    Arrays.fill(most, (byte) ' ');
    String head = head("POST /events", "Content-Type: application/json", "Content-Length: 1000000");

    watch(
        "senders who stand still",
        STALLED_BODIES,
        socket -> {
          socket.getOutputStream().write(head.getBytes(US_ASCII));
          socket.getOutputStream().write(most);
        });
  }

  @Test
  void memoryStaysFlatAndOthersAreServed_whenReadersTakeNothing() throws Exception {
    String head = head("GET /visits?site=shop", "Accept: application/x-ndjson");

    watch(
        "readers who take nothing",
        STALLED_READERS,
        socket -> socket.getOutputStream().write(head.getBytes(US_ASCII)));
  }

  @Test
  void memoryStaysFlatAndNothingIsLost_whenArraysComeWhileKafkaIsFrozen() throws Exception {
    String visit = EVENT.replace("}", ",\"user_agent\":\"%s\"}".formatted("a".repeat(100)));
    byte[] array =
        ("[" + visit + ("," + visit).repeat(860_000 / visit.length()) + "]").getBytes(US_ASCII);
    HttpRequest request =
        HttpRequest.newBuilder(uri("/events"))
            .header("Content-Type", "application/json")
            .timeout(Duration.ofSeconds(60))
            .POST(BodyPublishers.ofByteArray(array))
            .build();
    var isOver = new AtomicBoolean();
    Part kafka = stack.part("kafka");

    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      try {
        Future<List<Long>> resident = clients.submit(() -> sample(isOver));
        kafka.pause();
        List<Future<Integer>> sent = new ArrayList<>();
        for (int i = 0; i < ARRAYS; i++) {
          sent.add(clients.submit(() -> status(request)));
        }
        for (Future<Integer> status : sent) {
          assertThat(status.get()).isEqualTo(503);
        }
        isOver.set(true);
        assertFlat("arrays while Kafka is frozen", resident.get());
      } finally {
        isOver.set(true);
        kafka.resume();
      }
    }
    await().atMost(Duration.ofMinutes(1)).until(() -> status(post()) == 202);
  }

  /** What one of many clients does with its connection before it stands still. */
  private interface Client {
    void use(Socket socket) throws IOException;
  }

  private static void watch(String what, int count, Client client) throws Exception {
    List<Duration> usual = serve(Duration.ofSeconds(5));
    var isOver = new AtomicBoolean();
    var mayLeave = new CountDownLatch(1);
    Queue<Socket> open = new ConcurrentLinkedQueue<>();
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      try {
        Future<List<Long>> resident = clients.submit(() -> sample(isOver));
        for (int i = 0; i < count; i++) {
          var _ = clients.submit(() -> standStill(client, open, mayLeave));
        }
        List<Duration> beside = serve(WATCHED);
        isOver.set(true);
        System.out.printf(
            "beside %d %s: p99 %d ms, usually %d ms, of %d requests%n",
            count, what, p99(beside).toMillis(), p99(usual).toMillis(), beside.size());
        assertFlat(what, resident.get());
        assertThat(p99(beside)).isLessThan(max(p99(usual).multipliedBy(2), FAST));
      } finally {
        isOver.set(true);
        mayLeave.countDown();
        for (Socket socket : open) {
          socket.close();
        }
      }
    }
  }

  /** A client that is refused is gone before it has sent everything. */
  private static boolean standStill(Client client, Queue<Socket> open, CountDownLatch mayLeave)
      throws IOException, InterruptedException {
    var socket = new Socket();
    open.add(socket);
    socket.setReceiveBufferSize(4_096);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), uri("/").getPort()));
    client.use(socket);
    return mayLeave.await(WATCHED.multipliedBy(2).toSeconds(), TimeUnit.SECONDS);
  }

  /** Sends and reads for a while as a client that behaves well; how long each answer took. */
  private static List<Duration> serve(Duration atLeast) throws Exception {
    List<Duration> took = new ArrayList<>();
    long end = System.nanoTime() + atLeast.toNanos();
    while (System.nanoTime() < end) {
      long begin = System.nanoTime();
      assertThat(status(post())).isEqualTo(202);
      took.add(Duration.ofNanos(System.nanoTime() - begin));
      begin = System.nanoTime();
      assertThat(status(get("/visits?per_page=10"))).isEqualTo(200);
      took.add(Duration.ofNanos(System.nanoTime() - begin));
      LockSupport.parkNanos(BETWEEN_REQUESTS.toNanos());
    }
    return took;
  }

  private static List<Long> sample(AtomicBoolean isOver) {
    Part api = stack.part("api-1");
    List<Long> resident = new ArrayList<>();
    do {
      resident.add(api.memoryInBytes());
      LockSupport.parkNanos(SAMPLE.toNanos());
    } while (!isOver.get());
    return resident;
  }

  private static void assertFlat(String what, List<Long> resident) {
    long most = resident.stream().mapToLong(Long::longValue).max().orElseThrow();
    System.out.printf(
        "%s: API resident at most %d MiB, %d MiB at first, %d MiB in the end%n",
        what, most >> 20, resident.getFirst() >> 20, resident.getLast() >> 20);
    assertThat(most).as("resident with " + what).isLessThan(MAX_RESIDENT);
  }

  private static Duration p99(List<Duration> took) {
    return took.stream().sorted().toList().get(took.size() * 99 / 100);
  }

  private static Duration max(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  private static HttpRequest post() {
    return HttpRequest.newBuilder(uri("/events"))
        .header("Content-Type", "application/json")
        .timeout(Duration.ofSeconds(10))
        .POST(BodyPublishers.ofString(EVENT))
        .build();
  }

  private static HttpRequest get(String path) {
    return HttpRequest.newBuilder(uri(path)).timeout(Duration.ofSeconds(10)).build();
  }

  private static long visits() throws IOException, InterruptedException {
    String stats = HTTP.send(get("/stats?site=shop"), BodyHandlers.ofString()).body();
    return JSON.readTree(stats).at("/total_visits").asLong();
  }

  private static int status(HttpRequest request) throws IOException, InterruptedException {
    var response = HTTP.send(request, BodyHandlers.ofInputStream());
    try (InputStream body = response.body()) {
      body.readAllBytes();
    }
    return response.statusCode();
  }

  private static String head(String request, String... headers) {
    return request + " HTTP/1.1\r\nHost: localhost\r\n" + String.join("\r\n", headers) + "\r\n\r\n";
  }

  private static URI uri(String path) {
    return URI.create(stack.apiUrls().getFirst() + path);
  }
}

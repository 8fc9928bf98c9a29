package dev.visitortracker.perf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.f4b6a3.ulid.Ulid;
import dev.visitortracker.event.Visit;
import dev.visitortracker.local.LocalStack;
import dev.visitortracker.local.Part;
import dev.visitortracker.perf.load.Backlog;
import dev.visitortracker.perf.load.Workload;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Exports of far more than the API can hold, while another reader of all of it takes next to
 * nothing. The long form is a million visits: {@code mvn verify -Dit.test=ExportMemoryIT
 * -Dexport.visits=1000000}, see the module's README.
 */
@Timeout(1200)
class ExportMemoryIT {
  private static final int VISITS = Integer.getInteger("export.visits", 100_000);
  private static final int VISITS_PER_MILLI = 5;
  private static final String SITE = "export";
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Duration SAMPLE = Duration.ofMillis(100);

  /** What the flags of the API allow it in all. */
  private static final long MAX_RESIDENT = 600L << 20;

  private static final int LINES_BETWEEN_NAPS = 200;
  private static final Duration NAP = Duration.ofMillis(200);

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static LocalStack stack;

  @BeforeAll
  @Timeout(900)
  static void storeVisits() {
    stack = SharedStack.with("worker-1", "api-1");
    Backlog.produce(stack.kafkaBootstrapServers(), visits());
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(250))
        .until(() -> shown("replica-1") == VISITS && shown("replica-2") == VISITS);
  }

  @Test
  void exports_areExactAndMemoryStaysFlat_besideASlowReader() throws Exception {
    var isOver = new AtomicBoolean();
    var isSlow = new AtomicBoolean(true);
    try (ExecutorService others = Executors.newVirtualThreadPerTaskExecutor()) {
      try {
        Future<List<Long>> resident = others.submit(() -> sample(isOver));
        Future<Checksum> slow = others.submit(() -> export("application/x-ndjson", isSlow));
        Checksum ndjson = timed("application/x-ndjson");
        Checksum csv = timed("text/csv");
        assertThat(slow.isDone()).isFalse();
        isSlow.set(false);
        Checksum afterAll = slow.get();
        isOver.set(true);

        report(resident.get());
        assertThat(List.of(ndjson, csv, afterAll)).containsOnly(stored());
        assertThat(max(resident.get())).isLessThan(MAX_RESIDENT);
      } finally {
        // Else the others would be waited for without end.
        isSlow.set(false);
        isOver.set(true);
      }
    }
  }

  private static Stream<Visit> visits() {
    long start = System.currentTimeMillis();
    Workload workload = new Workload(start);
    return IntStream.range(0, VISITS)
        .mapToObj(number -> workload.at(start + number / VISITS_PER_MILLI, SITE));
  }

  /** Of ids that came in descending order, so that none can have come twice. */
  private record Checksum(long visits, BigInteger sum) {
    Checksum plus(Ulid id) {
      return new Checksum(visits + 1, sum.add(BigInteger.valueOf(id.getLeastSignificantBits())));
    }
  }

  private static Checksum timed(String type) throws Exception {
    long begin = System.nanoTime();
    Checksum checksum = export(type, new AtomicBoolean());
    double seconds = (System.nanoTime() - begin) / 1e9;
    System.out.printf(
        "%,d visits as %s in %.1f s, %,.0f a second%n", VISITS, type, seconds, VISITS / seconds);
    return checksum;
  }

  private static Checksum export(String type, AtomicBoolean isSlow) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(stack.apiUrls().getFirst() + "/visits?site=" + SITE))
            .header("Accept", type)
            .build();
    HttpResponse<InputStream> response = HTTP.send(request, BodyHandlers.ofInputStream());
    assertThat(response.statusCode()).isEqualTo(200);
    try (var lines =
        new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
      return type.equals("text/csv") ? csv(lines) : ndjson(lines, isSlow);
    }
  }

  private static Checksum ndjson(BufferedReader lines, AtomicBoolean isSlow) throws IOException {
    var ids = new Ids();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      ids.add(line.substring(7, 33));
      if (isSlow.get() && ids.checksum.visits() % LINES_BETWEEN_NAPS == 0) {
        LockSupport.parkNanos(NAP.toNanos());
      }
    }
    return ids.checksum;
  }

  private static Checksum csv(BufferedReader lines) throws IOException {
    assertThat(lines.readLine()).startsWith("id,timestamp,");
    var ids = new Ids();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      ids.add(line.substring(0, line.indexOf(',')));
    }
    return ids.checksum;
  }

  /** The ids of one export so far. */
  private static final class Ids {
    private Checksum checksum = new Checksum(0, BigInteger.ZERO);
    private Ulid last = Ulid.MAX;

    void add(String text) {
      Ulid id = Ulid.from(text);
      if (id.compareTo(last) >= 0) {
        throw new AssertionError(id + " came after " + last);
      }
      checksum = checksum.plus(id);
      last = id;
    }
  }

  private static List<Long> sample(AtomicBoolean isOver) {
    Part api = stack.part("api-1");
    List<Long> resident = new ArrayList<>();
    while (!isOver.get()) {
      resident.add(api.memoryInBytes());
      LockSupport.parkNanos(SAMPLE.toNanos());
    }
    return resident;
  }

  private static void report(List<Long> resident) {
    System.out.printf(
        "API resident at most %d MiB, %d MiB in the first half of %d samples%n",
        max(resident) >> 20,
        max(resident.subList(0, resident.size() / 2 + 1)) >> 20,
        resident.size());
  }

  private static Checksum stored() throws SQLException {
    try (Connection connection = stack.connection("primary");
        ResultSet row =
            connection
                .createStatement()
                .executeQuery(
                    "SELECT count(*), sum(('x' || right(replace(id::text, '-', ''), 16))"
                        + "::bit(64)::bigint::numeric) FROM visit_events WHERE site = '"
                        + SITE
                        + "'")) {
      row.next();
      return new Checksum(row.getLong(1), row.getBigDecimal(2).toBigInteger());
    }
  }

  private static long shown(String replica) throws SQLException {
    try (Connection connection = stack.connection(replica);
        ResultSet row =
            connection
                .createStatement()
                .executeQuery(
                    "SELECT coalesce(sum(visits), 0) FROM visit_counts"
                        + " WHERE grain = 'all' AND site = '"
                        + SITE
                        + "'")) {
      row.next();
      return row.getLong(1);
    }
  }

  private static long max(List<Long> values) {
    return values.stream().mapToLong(Long::longValue).max().orElseThrow();
  }
}

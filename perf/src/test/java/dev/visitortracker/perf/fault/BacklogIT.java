package dev.visitortracker.perf.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.visitortracker.event.Visit;
import dev.visitortracker.local.LocalStack;
import dev.visitortracker.local.Part;
import dev.visitortracker.local.StackSettings;
import dev.visitortracker.perf.SharedStack;
import dev.visitortracker.perf.load.Backlog;
import dev.visitortracker.perf.load.Workload;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/**
 * A worker with far more to do than it can hold. The long form is 5 million visits: {@code mvn
 * verify -Dit.test=BacklogIT -Dbacklog.visits=5000000}, see the module's README.
 */
@Timeout(1200)
@TestMethodOrder(OrderAnnotation.class)
class BacklogIT {
  private static final int VISITS = Integer.getInteger("backlog.visits", 300_000);
  private static final Duration SAMPLE = Duration.ofMillis(250);

  /** Heap 256, direct 128, metaspace 160, code 96 MB by its flags, and the JVM's own. */
  private static final long MAX_RESIDENT = 704L << 20;

  /** What the product promises to its readers. */
  private static final Duration VISIBLE = Duration.ofSeconds(1);

  /** Live visits beside the replay, and how few of them still prove something. */
  private static final int PROBES = Math.clamp(VISITS / 5_000, 60, 200);

  private static final int MIN_PROBES = 10;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static LocalStack stack;
  private static StoredSums sums;

  @BeforeAll
  static void start() {
    stack = SharedStack.with("worker-1");
    sums = new StoredSums(stack);
  }

  @Test
  @Order(1)
  void memoryStaysFlatAndBoundsHold_whenABacklogIsDrained() {
    Part worker = stack.part("worker-1");
    worker.stop();
    long before = sums.settled();
    produce(VISITS);
    worker.start();

    List<Long> resident = new ArrayList<>();
    long start = System.nanoTime();
    while (sums.settled() < before + VISITS) {
      resident.add(worker.memoryInBytes());
      WorkerScrape scrape = WorkerScrape.of(worker);
      assertThat(scrape.sum("ingest_records_in_flight"))
          .isLessThanOrEqualTo(scrape.sum("ingest_records_in_flight_limit"));
      LockSupport.parkNanos(SAMPLE.toNanos());
    }
    double seconds = (System.nanoTime() - start) / 1e9;

    long most = max(resident);
    System.out.printf(
        "%,d visits in %.1f s (%,.0f a second from the start of the JVM), resident at most %d MiB,"
            + " %d MiB in the first half%n",
        VISITS,
        seconds,
        VISITS / seconds,
        most >> 20,
        max(resident.subList(0, resident.size() / 2 + 1)) >> 20);
    sums.assertAddsUp();
    assertThat(most).isLessThan(MAX_RESIDENT);
  }

  /** Replays the backlog of the other test where that has run. */
  @Test
  @Order(2)
  void liveVisitsAreVisibleWithinASecond_whileAReplayRuns() throws Exception {
    if (sums.inKafka() < VISITS) {
      produce(VISITS);
    }
    sums.assertAddsUp();
    Process replay = replay();
    List<Long> millis = new ArrayList<>();
    try {
      await().atMost(PATIENCE).until(() -> sums.replayed() > 0);
      while (replay.isAlive() && millis.size() < PROBES) {
        millis.add(visibleAfterMillis());
      }
    } finally {
      replay.destroy();
      replay.waitFor();
    }

    List<Long> sorted = millis.stream().sorted().toList();
    System.out.printf(
        "%d live visits during a replay: visible on a replica after %d ms (median), %d ms (most)%n",
        sorted.size(), sorted.get(sorted.size() / 2), sorted.getLast());
    assertThat(sorted.size()).isGreaterThan(MIN_PROBES);
    assertThat(sorted.get(sorted.size() * 9 / 10)).isLessThan(VISIBLE.toMillis());
  }

  private static void produce(int visits) {
    Backlog.produce(stack.kafkaBootstrapServers(), visits);
    sums.produced(visits);
  }

  /** From the broker's acknowledgement to a replica's answer. */
  private static long visibleAfterMillis() throws SQLException {
    Visit visit = new Workload(System.currentTimeMillis()).next(1).getFirst();
    Backlog.produce(stack.kafkaBootstrapServers(), Stream.of(visit));
    UUID id = visit.id().toUuid();
    sums.produced(1);
    long sent = System.nanoTime();
    try (Connection replica = stack.connection("replica-1");
        PreparedStatement query =
            replica.prepareStatement("SELECT 1 FROM visit_events WHERE id = ?")) {
      query.setObject(1, id);
      while (!query.executeQuery().next()) {
        LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
      }
    }
    return Duration.ofNanos(System.nanoTime() - sent).toMillis();
  }

  private static Process replay() throws IOException {
    Part primary = stack.primary();
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-jar",
            StackSettings.projectHome()
                .resolve("ingest-worker/target/ingest-worker.jar")
                .toString(),
            "replay",
            "--visitor-tracker.database.hosts=" + primary.host() + ":" + primary.port(),
            "--visitor-tracker.kafka.bootstrap-servers=" + stack.kafkaBootstrapServers())
        .redirectErrorStream(true)
        .redirectOutput(new File("target/backlog-replay.log"))
        .start();
  }

  private static long max(List<Long> values) {
    return values.stream().mapToLong(Long::longValue).max().orElseThrow();
  }
}

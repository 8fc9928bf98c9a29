package dev.visitortracker.api.replica;

import static dev.visitortracker.api.testing.RunningApi.STACK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.visitortracker.api.replica.ReadOutcome.Served;
import dev.visitortracker.api.testing.Answer;
import dev.visitortracker.api.testing.OtherApi;
import dev.visitortracker.api.testing.RunningApi;
import dev.visitortracker.api.token.Position;
import dev.visitortracker.local.Part;
import io.r2dbc.spi.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** A replica that dies, freezes or is slow while reads run on it: no reader sees an error. */
class ReplicaLossIT {
  private static final ReadTerms ANY_NODE = new ReadTerms(Position.START, null);
  private static final int READERS = 8;
  private static final String LOST = "replica-1";

  private static OtherApi hedging;
  private static OtherApi waiting;

  @BeforeAll
  static void start() {
    hedging = OtherApi.start("replica.hedge-after=100ms");
    // So long that the end of the statement is not the timeout's doing.
    waiting =
        OtherApi.start(
            "replica.hedge-after=0s",
            "replica.statement-timeout=40s",
            "replica.attempt-timeout=45s",
            "replica.deadline=50s");
  }

  @AfterAll
  static void stop() {
    hedging.close();
    waiting.close();
  }

  @Test
  void readers_seeNoError_whenAReplicaIsKilledWhileTheyRead() throws Exception {
    awaitBoth(hedging);

    Latencies latencies = whileReading(() -> STACK.part(LOST).kill());
    STACK.part(LOST).start();

    System.out.printf("kill -9 of a replica under %d readers: %s%n", READERS, latencies);
    assertThat(latencies.reads).isGreaterThan(READERS);
    awaitBoth(hedging);
  }

  @Test
  void readers_seeNoError_whenAReplicaFreezesWhileTheyRead() throws Exception {
    Part replica = STACK.part(LOST);
    awaitBoth(hedging);

    double before = hedging.count("replica.hedges", "outcome", "won");
    Latencies latencies;
    try {
      latencies = whileReading(replica::pause);
    } finally {
      replica.resume();
    }

    System.out.printf("freeze of a replica under %d readers: %s%n", READERS, latencies);
    assertThat(hedging.count("replica.hedges", "outcome", "won")).isGreaterThan(before);
    awaitBoth(hedging);
  }

  @Test
  void statement_isEndedOnTheServer_whenItsReaderIsGone() {
    awaitBoth(waiting);

    Mono<?> slow =
        waiting
            .replicas()
            .read(ANY_NODE, connection -> sleep(connection, 30))
            .takeUntilOther(untilSleeping(1));
    slow.block(RunningApi.PATIENCE);

    // Well before the 30 s that it would take, and the 40 s that PostgreSQL allows.
    untilSleeping(0).block(Duration.ofSeconds(15));
  }

  @Test
  void slowReplica_isNotWaitedFor_whenAnotherOneAnswers() {
    awaitBoth(hedging);
    double sent = hedging.count("replica.hedges", "outcome", "sent");
    int port = STACK.part(LOST).port();

    List<ReadOutcome<Integer>> outcomes =
        Flux.range(0, 4)
            .concatMap(
                read ->
                    hedging.replicas().read(ANY_NODE, connection -> sleepOn(connection, port, 1.5)),
                1)
            .collectList()
            .block(RunningApi.PATIENCE);

    assertThat(outcomes)
        .allSatisfy(
            outcome ->
                assertThat(outcome)
                    .isInstanceOfSatisfying(
                        Served.class,
                        served -> assertThat(served.servedBy()).isEqualTo("replica-2")));
    assertThat(hedging.count("replica.hedges", "outcome", "sent") - sent).isBetween(1.0, 4.0);
    untilSleeping(0).block(RunningApi.PATIENCE);
    assertThat(state(hedging.get("/health/ready"), LOST)).isEqualTo("up");
  }

  /** A new one costs the server more than the statement. */
  @Test
  void connection_isKept_whenItsStatementEndsSoonAfterItsReaderHasLeft() {
    awaitBoth(hedging);
    double sent = hedging.count("replica.hedges", "outcome", "sent");
    int port = STACK.part(LOST).port();
    Set<Long> before = readBackends(LOST);

    Flux.range(0, 8)
        .concatMap(
            read -> hedging.replicas().read(ANY_NODE, connection -> sleepOn(connection, port, 0.2)),
            1)
        .blockLast(RunningApi.PATIENCE);

    assertThat(hedging.count("replica.hedges", "outcome", "sent")).isGreaterThan(sent);
    untilSleeping(0).block(RunningApi.PATIENCE);
    assertThat(readBackends(LOST)).containsAll(before);
  }

  private static Mono<Integer> sleep(Connection connection, int seconds) {
    return number(connection, "select 1 from (select pg_sleep(" + seconds + ")) as slept");
  }

  /** PostgreSQL lets nobody see its port but who has it. */
  private static Mono<Integer> sleepOn(Connection connection, int port, double seconds) {
    return number(
        connection,
        "select 1 from (select case when inet_server_port() = "
            + port
            + " then pg_sleep("
            + seconds
            + ") end) as slept");
  }

  private static Mono<Integer> number(Connection connection, String sql) {
    return Flux.from(connection.createStatement(sql).execute())
        .concatMap(result -> result.map((row, metadata) -> row.get(0, Integer.class)), 1)
        .single();
  }

  /** How many of our statements sleep on both replicas, when it is the wanted number. */
  private static Mono<Long> untilSleeping(long wanted) {
    return Flux.interval(Duration.ofMillis(100), Schedulers.boundedElastic())
        .onBackpressureDrop()
        .map(tick -> Stream.of("replica-1", "replica-2").mapToLong(ReplicaLossIT::sleeping).sum())
        .filter(sleeping -> sleeping == wanted)
        .next();
  }

  private static long sleeping(String replica) {
    return backends(replica, "wait_event = 'PgSleep'").size();
  }

  private static Set<Long> readBackends(String replica) {
    return backends(replica, "true");
  }

  /** Process ids of the servers of our reads. */
  private static Set<Long> backends(String replica, String condition) {
    try (java.sql.Connection connection = STACK.connection(replica, "postgres");
        ResultSet pids =
            connection
                .createStatement()
                .executeQuery(
                    "select pid from pg_stat_activity"
                        + " where application_name = 'visitor-tracker api reads' and "
                        + condition)) {
      Set<Long> found = new TreeSet<>();
      while (pids.next()) {
        found.add(pids.getLong(1));
      }
      return found;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private record Latencies(int reads, long medianMicros, long mostMicros) {
    static Latencies of(List<Long> micros) {
      List<Long> sorted = micros.stream().sorted().toList();
      return new Latencies(sorted.size(), sorted.get(sorted.size() / 2), sorted.getLast());
    }

    @Override
    public String toString() {
      return "%d reads, %.1f ms (median), %.1f ms (most)"
          .formatted(reads, medianMicros / 1e3, mostMicros / 1e3);
    }
  }

  /** Reads all the time, breaks the replica, and goes on until that is known. */
  private static Latencies whileReading(Runnable fault) throws Exception {
    var begun = new CountDownLatch(READERS);
    var end = new AtomicBoolean();
    List<Long> micros = new ArrayList<>();
    try (ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<List<Long>>> running = new ArrayList<>();
      for (int reader = 0; reader < READERS; reader++) {
        running.add(readers.submit(() -> readUntil(end, begun)));
      }
      try {
        begun.await();
        fault.run();
        hedging.awaitAnswer("/health/ready", health -> state(health, LOST).equals("down"));
      } finally {
        end.set(true);
      }
      for (Future<List<Long>> reader : running) {
        micros.addAll(reader.get());
      }
    }
    return Latencies.of(micros);
  }

  private static List<Long> readUntil(AtomicBoolean end, CountDownLatch begun) {
    List<Long> micros = new ArrayList<>();
    while (!end.get()) {
      long begin = System.nanoTime();
      Answer page = hedging.get("/visits?per_page=1");
      micros.add((System.nanoTime() - begin) / 1_000);
      assertThat(page.status()).as(page.body()).isEqualTo(200);
      begun.countDown();
    }
    return micros;
  }

  private static void awaitBoth(OtherApi api) {
    api.awaitAnswer(
        "/health/ready",
        health ->
            state(health, "replica-1").equals("up") && state(health, "replica-2").equals("up"));
  }

  private static String state(Answer health, String replica) {
    return health.at("/replicas/" + replica + "/state").asString();
  }
}

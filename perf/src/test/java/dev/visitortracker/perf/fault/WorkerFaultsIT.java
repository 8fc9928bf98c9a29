package dev.visitortracker.perf.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.visitortracker.local.LocalStack;
import dev.visitortracker.local.Part;
import dev.visitortracker.perf.SharedStack;
import dev.visitortracker.perf.load.Backlog;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Each visit is stored once, whatever happens to whom. The long form is {@code mvn verify
 * -Dit.test=WorkerFaultsIT -Dfault.kills=50}, see the module's README.
 */
@Timeout(1200)
class WorkerFaultsIT {
  private static final int KILLS = Integer.getInteger("fault.kills", 3);
  private static final int VISITS_PER_KILL = 20_000;
  private static final int VISITS = 50_000;
  private static final int CUTS = 10;
  private static final int PARTITIONS = 8;
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private static LocalStack stack;
  private static StoredSums sums;

  @BeforeAll
  static void start() {
    stack = SharedStack.with("worker-1");
    sums = new StoredSums(stack);
  }

  @AfterEach
  void backToOneWorker() {
    SharedStack.with("worker-1");
  }

  @Test
  void everyVisitIsStoredOnce_whenTheWorkerIsKilledAgainAndAgain() {
    for (int kill = 0; kill < KILLS; kill++) {
      produce(VISITS_PER_KILL);
      awaitSettledMoreThan(ThreadLocalRandom.current().nextInt(VISITS_PER_KILL));
      worker().kill();
      worker().start();
    }

    sums.assertAddsUp();
  }

  @Test
  void everyVisitIsStoredOnce_whenWorkersJoinAndLeaveUnderLoad() {
    produce(VISITS);
    others().parallelStream().forEach(Part::start);
    produce(VISITS);
    awaitSettledMoreThan(VISITS / 2);
    others().getFirst().kill();
    others().getLast().stop();
    produce(VISITS);

    sums.assertAddsUp();
  }

  @Test
  void everyVisitIsStoredOnce_whenAFrozenWorkerWakesAfterAnotherTookOver() {
    others().getFirst().start();
    produce(VISITS);
    worker().pause();
    produce(VISITS);
    // Only when the other has taken over can it settle what the frozen one held.
    sums.assertAddsUp();
    worker().resume();
    produce(VISITS);

    sums.assertAddsUp();
  }

  @Test
  void everyVisitIsStoredOnce_whenThePrimaryIsKilledUnderLoad() {
    produce(VISITS);
    awaitSettledMoreThan(1_000);
    stack.primary().kill();
    produce(VISITS);
    stack.primary().start();

    sums.assertAddsUp();
  }

  @Test
  void everyVisitIsStoredOnce_whenTheBrokerIsKilledUnderLoad() {
    produce(VISITS);
    awaitSettledMoreThan(1_000);
    stack.part("kafka").kill();
    stack.part("kafka").start();
    produce(VISITS);

    sums.assertAddsUp();
  }

  @Test
  void everyVisitIsStoredOnce_whenThePrimaryHangsUnderLoad() {
    produce(VISITS);
    awaitSettledMoreThan(1_000);
    stack.primary().pause();
    produce(VISITS);
    stack.primary().resume();

    sums.assertAddsUp();
  }

  @Test
  void everyVisitIsStoredOnce_whenConnectionsToThePrimaryAreCutAgainAndAgain() {
    for (int cut = 0; cut < CUTS; cut++) {
      produce(VISITS / CUTS);
      awaitSettledMoreThan(ThreadLocalRandom.current().nextInt(VISITS / CUTS));
      sums.cutConnectionsOf("worker-1");
    }

    sums.assertAddsUp();
  }

  @Test
  void workerTellsItsLagAndWhatItWaitsFor_whileThePrimaryIsReadOnly() {
    await()
        .atMost(PATIENCE)
        .until(() -> WorkerScrape.of(worker()).count("ingest_lag_records") == PARTITIONS);
    sums.makeReadOnly(true);
    try {
      produce(VISITS);
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                WorkerScrape waiting = WorkerScrape.of(worker());
                assertThat(waiting.readiness()).isEqualTo(503);
                assertThat(waiting.ready()).contains("PostgreSQL is read-only");
                assertThat(waiting.sum("ingest_lag_records")).isEqualTo(VISITS);
                assertThat(waiting.sum("ingest_paused")).isEqualTo(1);
                assertThat(waiting.sum("ingest_attempts_failed_total{condition=\"read_only\"}"))
                    .isPositive();
              });
    } finally {
      sums.makeReadOnly(false);
    }

    sums.assertAddsUp();
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              WorkerScrape done = WorkerScrape.of(worker());
              assertThat(done.readiness()).isEqualTo(200);
              assertThat(done.sum("ingest_lag_records")).isZero();
              assertThat(done.sum("ingest_paused")).isZero();
              assertThat(done.sum("ingest_time_to_visible_seconds_count")).isPositive();
              assertThat(done.sum("visits_consumed_total"))
                  .isEqualTo(
                      done.sum("visits_stored_total")
                          + done.sum("visits_duplicate_total")
                          + done.sum("visits_dead_lettered_total"));
            });
  }

  private static void produce(int visits) {
    Backlog.produce(stack.kafkaBootstrapServers(), visits);
    sums.produced(visits);
  }

  private static void awaitSettledMoreThan(int visits) {
    long before = sums.settled();
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> sums.settled() >= Math.min(before + visits, sums.inKafka()));
  }

  private static Part worker() {
    return stack.part("worker-1");
  }

  private static List<Part> others() {
    return Stream.of("worker-2", "worker-3").map(stack::part).toList();
  }
}

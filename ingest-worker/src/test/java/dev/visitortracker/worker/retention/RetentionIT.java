package dev.visitortracker.worker.retention;

import static dev.visitortracker.worker.Fixture.batch;
import static dev.visitortracker.worker.Fixture.unique;
import static dev.visitortracker.worker.Fixture.visits;
import static org.assertj.core.api.Assertions.assertThat;

import dev.visitortracker.worker.CommandRun;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class RetentionIT extends OldMonths {
  @Test
  void retention_removesWholeMonthsOnly_andTheSumsStillHold() {
    store(visits(site, 70, MARCH.minusSeconds(60)));
    store(visits(unique("other"), 30, MARCH.minusSeconds(60)));
    store(visits(site, 50, APRIL));
    store(visits(site, 20, Instant.now()));

    retention()
        .remove(MAY.minusMillis(1))
        .as(StepVerifier::create)
        .expectNext(new RemovedMonth("visit_events_2001_03", 100, 100))
        .verifyComplete();

    assertSums(70, 100);
    assertThat(database.number("SELECT count(*) FROM visit_events_2001_04")).isEqualTo(50);
    assertThat(database.text("SELECT DISTINCT day FROM visitor_sketches ORDER BY day"))
        .isEqualTo("2001-04-01\n" + LocalDate.now(ZoneOffset.UTC));
  }

  @Test
  void retention_stallsNoWriter_whenVisitsArriveMeanwhile() {
    store(visits(site, 5_000, MARCH.minusSeconds(3_000)));
    AtomicLong slowestMillis = new AtomicLong();
    Mono<Void> removal = retention().remove(MAY).then();

    List<Long> written =
        Flux.interval(Duration.ofMillis(20))
            .onBackpressureDrop()
            .takeUntilOther(removal.delaySubscription(Duration.ofMillis(300)))
            .concatMap(tick -> storeTen(), 1)
            .doOnNext(millis -> slowestMillis.accumulateAndGet(millis, Math::max))
            .collectList()
            .block();

    assertThat(written).hasSizeGreaterThan(5);
    assertThat(slowestMillis.get()).isLessThan(1_500);
    assertThat(database.number("SELECT coalesce(max(removed), 0) FROM visit_retention"))
        .isEqualTo(5_000);
    assertThat(database.rollup("all")).isEqualTo(database.rows());
  }

  @Test
  void retention_removesTheMonthAgain_whenAVisitOfItArrivesLater() {
    store(visits(site, 10, MARCH));
    retention().remove(APRIL.plusSeconds(1)).blockLast();
    store(visits(site, 3, MARCH));
    assertSums(3, 10);

    retention().remove(APRIL.plusSeconds(1)).blockLast();

    assertSums(0, 13);
  }

  @Test
  void retention_removesTheMonth_whileVisitsOfItKeepArriving() {
    store(visits(site, 1_000, MARCH.minusSeconds(3_000)));
    AtomicBoolean removed = new AtomicBoolean();
    Mono<Void> removal =
        retention().remove(APRIL.plusSeconds(1)).then().doFinally(end -> removed.set(true));

    // While somebody reads, a late visit waits to attach the month before retention can drop it.
    Thread.ofVirtual().start(() -> readUntil(removed));
    Flux.range(0, Integer.MAX_VALUE)
        .takeUntilOther(removal)
        .concatMap(n -> writer.store(batch(TOPIC, 0, next.getAndAdd(1), visits(site, 1, MARCH))), 1)
        .blockLast(PATIENCE.multipliedBy(3));

    long gone = database.number("SELECT coalesce(sum(removed), 0)::bigint FROM visit_retention");
    assertThat(gone).isGreaterThanOrEqualTo(1_000);
    assertSums(next.get() - gone, gone);
  }

  @Test
  void retention_leavesThePartitionOfAnother() {
    database.execute(
        """
        CREATE TABLE january (LIKE visit_events INCLUDING ALL);
        ALTER TABLE visit_events ATTACH PARTITION january
            FOR VALUES FROM (visit_id_at('2001-01-01')) TO (visit_id_at('2001-02-01'))
        """);
    try {
      store(visits(site, 10, Instant.parse("2001-01-15T00:00:00Z")));
      store(visits(site, 10, MARCH));

      retention()
          .remove(APRIL.plusSeconds(1))
          .as(StepVerifier::create)
          .expectNext(new RemovedMonth("visit_events_2001_03", 10, 10))
          .verifyComplete();

      assertSums(10, 10);
      assertThat(database.number("SELECT count(*) FROM january")).isEqualTo(10);
    } finally {
      database.execute("DROP TABLE january");
    }
  }

  @Test
  void command_removesNothing_whenItIsAPreview() {
    store(visits(site, 10, MARCH));

    CommandRun preview = CommandRun.of(database, "retention", "--keep", "3650d", "--preview");

    assertThat(preview.exitCode()).isZero();
    assertThat(preview.out())
        .containsPattern("visit_events_2001_03 +2001-03-01 +2001-04-01 +10 ")
        .contains("1 partitions, 10 visits");
    assertSums(10, 0);
    assertThat(CommandRun.of(database, "retention", "--keep", "3650d").out())
        .contains("removed visit_events_2001_03, 10 visits");
    assertSums(0, 10);
  }

  private static void readUntil(AtomicBoolean done) {
    while (!done.get()) {
      database.execute(A_READER + "; SELECT pg_sleep(0.5); COMMIT");
    }
  }

  /** Answers how many ms it took. */
  private Mono<Long> storeTen() {
    return writer
        .store(batch(TOPIC, 0, next.getAndAdd(10), visits(site, 10, Instant.now())))
        .elapsed()
        .map(timed -> timed.getT1());
  }
}

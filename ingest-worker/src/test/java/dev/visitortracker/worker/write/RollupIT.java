package dev.visitortracker.worker.write;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visitortracker.event.Visit;
import dev.visitortracker.worker.Fixture;
import dev.visitortracker.worker.TestDatabase;
import dev.visitortracker.worker.primary.PrimaryDatabase;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;

class RollupIT {
  private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");

  private final TestDatabase test = TestDatabase.create();

  /** In a table that was empty, rows lie in the order in which they were written. */
  @Test
  void rows_areWrittenInKeyOrder_soThatTwoBatchesCannotWaitForEachOther() {
    List<Visit> visits =
        IntStream.range(0, 400)
            .mapToObj(i -> Fixture.visit("site-" + i % 20, START.plus(i * 7L, ChronoUnit.HOURS)))
            .collect(Collectors.toList());
    Collections.shuffle(visits, new Random(1));
    MinuteCounts counts = new MinuteCounts();
    visits.forEach(counts::add);

    try (PrimaryDatabase database = new PrimaryDatabase(test.properties(), "test", 1)) {
      database
          .inTransaction(
              connection -> counts.rollup().addTo(connection, 0).thenReturn(visits.size()))
          // The first connection of a cold JVM may take longer than the pool waits.
          .retry(3)
          .as(StepVerifier::create)
          .expectNextCount(1)
          .verifyComplete();
    }

    String rows = "SELECT site || ' ' || position(grain IN 'all day hour minute') || ' ' || bucket";
    assertThat(test.text(rows + " FROM visit_counts ORDER BY ctid"))
        .isEqualTo(
            test.text(
                rows
                    + " FROM visit_counts ORDER BY site COLLATE \"C\","
                    + " position(grain IN 'all day hour minute'), bucket"));
    assertThat(test.number("SELECT count(*) FROM visit_counts")).isGreaterThan(800);
  }
}

package dev.visitortracker.worker.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.visitortracker.event.Visit;
import dev.visitortracker.event.VisitIds;
import dev.visitortracker.worker.consume.SourceBatch;
import dev.visitortracker.worker.consume.SourceRecord;
import dev.visitortracker.worker.deadletter.DeadLetter;
import dev.visitortracker.worker.deadletter.Reason;
import dev.visitortracker.worker.decode.DecodedBatch;
import dev.visitortracker.worker.decode.DecodedVisit;
import dev.visitortracker.worker.progress.Advance;
import dev.visitortracker.worker.progress.OffsetRange;
import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class BatchOutcomeTest {
  private static final OffsetRange OF_3 = new OffsetRange(3, 10, 13);
  private static final OffsetRange OF_5 = new OffsetRange(5, 0, 2);

  private final DecodedVisit first = decoded(3, 10);
  private final DecodedVisit second = decoded(3, 11);
  private final DecodedVisit other = decoded(5, 0);
  private final DeadLetter unreadable = letter(3, 12);

  @Test
  void outcome_storesAll_whenAllVisitsAreNew() {
    BatchOutcome outcome = PreparedBatch.of(batch(first, second, other)).outcomeIfNew();

    assertThat(outcome.advances())
        .containsExactly(new Advance(OF_3, 2, 0, 1), new Advance(OF_5, 1, 0, 0));
  }

  @Test
  void outcome_countsTheRest_whenSomeWereStoredBeforeOrRefused() {
    DeadLetter refused =
        new DeadLetter(second.source(), Reason.REFUSED_BY_DATABASE, "poison", "22023");

    BatchOutcome outcome =
        BatchOutcome.of(
            batch(first, second, other), new InsertResult(Set.of(id(first)), List.of(refused)));

    assertThat(outcome.advances())
        .containsExactly(new Advance(OF_3, 1, 0, 2), new Advance(OF_5, 0, 1, 0));
  }

  @Test
  void outcome_storesAVisitOnce_whenTheBatchHoldsItTwice() {
    DecodedVisit again = new DecodedVisit(first.visit(), record(3, 11));

    BatchOutcome outcome =
        BatchOutcome.of(batch(first, again, other), new InsertResult(Set.of(id(first)), List.of()));

    assertThat(outcome.advances())
        .containsExactly(new Advance(OF_3, 1, 1, 1), new Advance(OF_5, 0, 1, 0));
  }

  @Test
  void outcome_isRefused_whenARangeIsTooNarrowForItsRecords() {
    DecodedBatch wrong = batch(first, second, other, decoded(5, 0), decoded(5, 1));

    assertThatThrownBy(() -> PreparedBatch.of(wrong))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("3 stored, 0 duplicate and 0 dead-lettered records are more than");
  }

  private DecodedBatch batch(DecodedVisit... visits) {
    return new DecodedBatch(
        new SourceBatch(0, "visits", List.of(), List.of(OF_3, OF_5), () -> {}),
        List.of(visits),
        List.of(unreadable));
  }

  private static UUID id(DecodedVisit decoded) {
    return decoded.visit().id().toUuid();
  }

  private static DecodedVisit decoded(int partition, long offset) {
    Visit visit =
        new Visit(
            VisitIds.random(1_767_225_600_000L + offset),
            "shop",
            InetAddress.ofLiteral("192.0.2.7"),
            "/home",
            "GET",
            200,
            null,
            null,
            null);
    return new DecodedVisit(visit, record(partition, offset));
  }

  private static DeadLetter letter(int partition, long offset) {
    return new DeadLetter(record(partition, offset), Reason.UNREADABLE, "no json", null);
  }

  private static SourceRecord record(int partition, long offset) {
    return new SourceRecord("visits", partition, offset, 0, null, null, 0);
  }
}

package dev.visitortracker.worker.consume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.visitortracker.worker.consume.StartOffsets.Start;
import dev.visitortracker.worker.progress.Gap;
import dev.visitortracker.worker.progress.OffsetRange;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

class AssignmentTest {
  private static final Duration TIMEOUT = Duration.ofMillis(100);
  private static final Gap GAP = new Gap.Dropped(new OffsetRange(5, 20, 30));

  private final OwnedPartitions owned = new OwnedPartitions();
  private final TestPartition third = new TestPartition(3);
  private final TestPartition fifth = new TestPartition(5);
  private final Assignment assignment =
      assignment(Mono.just(List.of(new Start(3, 100, null), new Start(5, 20, GAP))));

  @Test
  void partition_isReadOnFromItsWatermark_andOneWithAGapStandsStill() {
    assignment.assigned(List.of(third, fifth));

    assertThat(third.soughtTo()).isEqualTo(100);
    assertThat(fifth.soughtTo()).isEqualTo(30);
    assertThat(assignment.advanceTo(3, 109)).isEqualTo(new OffsetRange(3, 100, 110));
    assertThat(assignment.advanceTo(3, 110)).isEqualTo(new OffsetRange(3, 110, 111));
    assertThat(assignment.advanceTo(5, 30)).isNull();
    assertThat(owned.gaps()).isEqualTo(Map.of(5, GAP));
    assertThat(owned.inFlight()).isEqualTo(11);
    assertThat(owned.isMember()).isTrue();
  }

  @Test
  void records_areNotHandedOn_whenTheirPartitionIsRevoked() {
    assignment.assigned(List.of(third, fifth));

    assignment.revoked(List.of(third));

    assertThat(assignment.advanceTo(3, 109)).isNull();
    assertThat(owned.lag()).containsOnlyKeys(5);
  }

  @Test
  void partition_isRefused_whenItComesBackToTheSameConsumer() {
    assignment.assigned(List.of(third, fifth));
    assignment.revoked(List.of(third));

    assertThatThrownBy(() -> assignment.assigned(List.of(third)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("came back");
  }

  @Test
  void successorsPartitions_stayItsOwn_whenTheConsumerThatWasGivenUpIsRevoked() {
    assignment.assigned(List.of(third, fifth));

    assignment.end();
    assignment.revoked(List.of(third, fifth));

    assertThat(owned.lag()).containsOnlyKeys(3, 5);
  }

  @Test
  void assignment_fails_whenTheWatermarksCannotBeRead() {
    WatermarksUnreadableException unreadable =
        new WatermarksUnreadableException(new IllegalStateException("away"));

    assertThatThrownBy(() -> assignment(Mono.error(unreadable)).assigned(List.of(third)))
        .isSameAs(unreadable);
    assertThatThrownBy(() -> assignment(Mono.never()).assigned(List.of(third)))
        .hasMessage("neither PostgreSQL nor Kafka kept to its time");
    assertThat(owned.isMember()).isFalse();
  }

  @Test
  void assignment_asksNobody_whenItIsEmpty() {
    assignment(Mono.never()).assigned(List.of());

    assertThat(owned.isMember()).isTrue();
  }

  private Assignment assignment(Mono<List<Start>> starts) {
    return new Assignment((partitions, patience) -> starts, owned, TIMEOUT);
  }
}

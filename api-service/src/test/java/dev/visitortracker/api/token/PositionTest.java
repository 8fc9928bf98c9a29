package dev.visitortracker.api.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class PositionTest {
  private final Position position = new Position(Map.of(0, 5L, 1, 3L));

  @Test
  void position_isReached_whenEveryPartitionIs() {
    assertThat(position.isReachedBy(position)).isTrue();
    assertThat(position.isReachedBy(new Position(Map.of(0, 6L, 1, 3L, 2, 1L)))).isTrue();
    assertThat(Position.START.isReachedBy(Position.START)).isTrue();
  }

  @Test
  void position_isNotReached_whenOnePartitionIsBehindOrUnknown() {
    assertThat(position.isReachedBy(new Position(Map.of(0, 100L, 1, 2L)))).isFalse();
    assertThat(position.isReachedBy(new Position(Map.of(0, 100L)))).isFalse();
    assertThat(position.isReachedBy(Position.START)).isFalse();
  }

  @Test
  void missing_isTheSumOverPartitions_whateverOthersAreAhead() {
    assertThat(position.missingAt(new Position(Map.of(0, 1L, 2, 50L)))).isEqualTo(7);
  }

  @Test
  void positions_areTheFurthestOfEachPartition_whenTheyAreTakenTogether() {
    assertThat(position.and(new Position(Map.of(1, 9L, 2, 1L))))
        .isEqualTo(new Position(Map.of(0, 5L, 1, 9L, 2, 1L)));
  }

  @Test
  void common_isTheLeastOfEachPartition_whichBothName() {
    assertThat(position.common(new Position(Map.of(0, 2L, 1, 9L, 2, 1L))))
        .isEqualTo(new Position(Map.of(0, 2L, 1, 3L)));
    assertThat(position.common(Position.START)).isEqualTo(Position.START);
  }
}

package dev.visitortracker.worker.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.visitortracker.worker.consume.SourceRecord;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LetterFilterTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  @Test
  void filter_letsAllPass_whenItIsEmpty() {
    assertThat(LetterFilter.ALL.matches(letter("EMPTY", "3", NOON))).isTrue();
    assertThat(LetterFilter.ALL.matches(letter(null, null, NOON))).isTrue();
  }

  @Test
  void filter_letsOnlyItsReasonsPass_whenItNamesSome() {
    LetterFilter filter = filter(Set.of(Reason.EMPTY, Reason.UNREADABLE), Set.of(), null, null);

    assertThat(filter.matches(letter("EMPTY", "3", NOON))).isTrue();
    assertThat(filter.matches(letter("INVALID_VISIT", "3", NOON))).isFalse();
    assertThat(filter.matches(letter(null, "3", NOON))).isFalse();
  }

  @Test
  void filter_letsOnlyItsPartitionsPass_whenItNamesSome() {
    LetterFilter filter = filter(Set.of(), Set.of(3), null, null);

    assertThat(filter.matches(letter("EMPTY", "3", NOON))).isTrue();
    assertThat(filter.matches(letter("EMPTY", "4", NOON))).isFalse();
    assertThat(filter.matches(letter("EMPTY", null, NOON))).isFalse();
  }

  @Test
  void filter_takesTheStartButNotTheEnd_whenItNamesTimes() {
    LetterFilter filter = filter(Set.of(), Set.of(), NOON, NOON.plusSeconds(1));

    assertThat(filter.matches(letter("EMPTY", "3", NOON))).isTrue();
    assertThat(filter.matches(letter("EMPTY", "3", NOON.plusSeconds(1)))).isFalse();
    assertThat(filter.matches(letter("EMPTY", "3", NOON.minusMillis(1)))).isFalse();
  }

  @Test
  void filter_isRefused_whenNothingCouldPass() {
    assertThatIllegalArgumentException().isThrownBy(() -> filter(Set.of(), Set.of(), NOON, NOON));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LetterFilter(Set.of(), Set.of(), null, null, 5L, 5L));
  }

  private static LetterFilter filter(
      Set<Reason> reasons, Set<Integer> partitions, @Nullable Instant from, @Nullable Instant to) {
    return new LetterFilter(reasons, partitions, from, to, null, null);
  }

  private static KeptLetter letter(
      @Nullable String reason, @Nullable String partition, Instant keptAt) {
    return new KeptLetter(
        new SourceRecord("visit-events.dead", 0, 0, 0, new byte[0], null, 0),
        keptAt,
        reason,
        null,
        null,
        new KeptLetter.Source("visit-events", partition, "12"));
  }
}

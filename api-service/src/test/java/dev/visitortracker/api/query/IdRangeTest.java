package dev.visitortracker.api.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.f4b6a3.ulid.Ulid;
import dev.visitortracker.event.VisitIds;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdRangeTest {
  private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");

  @ParameterizedTest
  @CsvSource({
    "1970-01-01T00:00:00Z, 9999-01-01T00:00:00Z, 6",
    "1970-01-01T00:00:00Z, 2020-01-01T00:00:00Z, 6",
    "2026-01-01T00:00:00Z, 2026-04-30T00:00:00Z, 2",
    "2026-04-29T00:00:00Z, 2026-04-30T00:00:00Z, 1",
    "2027-01-01T00:00:00Z, 2027-04-30T00:00:00Z, 1",
    "2027-01-01T00:00:00Z, 2026-04-30T00:00:00Z, 1"
  })
  void windows_makeUpTheRange_withoutGapOrOverlap(Instant from, Instant before, int count) {
    var range = new IdRange(id(from), id(before));

    List<IdRange> windows = range.windows(NOW.toEpochMilli());

    assertThat(windows).hasSize(count);
    assertThat(windows.getFirst().before()).isEqualTo(range.before());
    assertThat(windows.getLast().from()).isEqualTo(range.from());
    for (int i = 1; i < windows.size(); i++) {
      assertThat(windows.get(i).before()).isEqualTo(windows.get(i - 1).from());
      assertThat(windows.get(i).from()).isLessThan(windows.get(i).before());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "9999-01-01T00:00:00Z, 2026-04-01T00:00:00Z, true",
    "2026-05-01T00:00:00.001Z, 2026-04-01T00:00:00Z, true",
    "2026-05-01T00:00:00Z, 2026-03-01T00:00:00Z, false",
    "2026-04-30T23:59:59.999Z, 2026-03-01T00:00:00Z, false",
    "2024-03-31T12:00:00Z, 2024-02-01T00:00:00Z, false"
  })
  void firstWindow_isTheLastMonthAndTheOneBefore(Instant before, Instant from, boolean isPresent) {
    IdRange first = new IdRange(Ulid.MIN, id(before)).windows(NOW.toEpochMilli()).getFirst();

    assertThat(first).isEqualTo(new IdRange(id(from), id(before)));
    assertThat(first.isPresent(NOW.toEpochMilli())).isEqualTo(isPresent);
  }

  private static Ulid id(Instant time) {
    return VisitIds.first(time.toEpochMilli());
  }
}

package dev.visitortracker.perf.peer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SeenQueryTest {
  private static final String LOG =
      """
      2026-01-31 10:00:00.123 UTC [42] LOG:  duration: 0.1 ms  execute S_1: SELECT 1
      2026-01-31 10:00:00.124 UTC [42] LOG:  duration: 0.2 ms  execute S_3: select v.id
      \tfrom visit_events v
      \twhere v.id >= $1 and v.id < $2
      \torder by v.id desc limit $3 offset $10
      2026-01-31 10:00:00.124 UTC [42] DETAIL:  Parameters: $1 = '0-0', $2 = 'it''s', $3 = '50', $10 = '0'
      2026-01-31 10:00:00.125 UTC [42] LOG:  duration: 0.1 ms  execute S_1: SELECT 2
      """;

  @Test
  void query_isTakenWithItsParameters() {
    assertThat(SeenQuery.find(LOG).orElseThrow().replaceAll("\\s+", " "))
        .isEqualTo(
            "select v.id from visit_events v where v.id >= '0-0' and v.id < 'it''s' order by v.id"
                + " desc limit '50' offset '0'");
  }

  @Test
  void nothing_isFound_whenOnlyOtherQueriesWereLogged() {
    assertThat(SeenQuery.find(LOG.lines().findFirst().orElseThrow())).isEmpty();
  }
}

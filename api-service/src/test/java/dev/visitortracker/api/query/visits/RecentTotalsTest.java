package dev.visitortracker.api.query.visits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visitortracker.api.replica.ReadTerms;
import dev.visitortracker.api.token.Position;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

class RecentTotalsTest {
  private static final ReadTerms ANY = new ReadTerms(Position.START, null);
  private static final ReadTerms AFTER_A_WRITE = new ReadTerms(new Position(Map.of(0, 1L)), null);

  private final AtomicLong visits = new AtomicLong(51);
  private final RecentTotals totals = new RecentTotals(Duration.ofHours(1));

  @Test
  void total_isReadOnce_whileItIsRecent() {
    assertThat(total("a", ANY)).isEqualTo(51);

    visits.incrementAndGet();

    assertThat(total("a", ANY)).isEqualTo(51);
    assertThat(total("b", ANY)).isEqualTo(52);
  }

  @Test
  void total_isRead_whenTheReadMustShowAWrite() {
    assertThat(total("a", ANY)).isEqualTo(51);

    visits.incrementAndGet();

    assertThat(total("a", AFTER_A_WRITE)).isEqualTo(52);
    assertThat(total("a", ANY)).isEqualTo(52);
  }

  private @Nullable Long total(String site, ReadTerms terms) {
    var sum = new RollupSum(site, "visits", List.of());
    return totals.of(sum, terms, Mono.fromSupplier(visits::get)).block();
  }
}

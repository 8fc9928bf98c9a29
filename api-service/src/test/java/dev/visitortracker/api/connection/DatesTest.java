package dev.visitortracker.api.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class DatesTest {
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("1994-11-06T08:49:37.000Z"));
  private final Dates dates = new Dates(clock());

  @Test
  void date_hasTheFormOfRfc9110_always() {
    assertThat(dates.now().toString()).isEqualTo("Sun, 06 Nov 1994 08:49:37 GMT");
  }

  @Test
  void date_isMadeOnce_withinASecond() {
    CharSequence first = dates.now();

    now.set(Instant.parse("1994-11-06T08:49:37.999Z"));

    assertThat(dates.now()).isSameAs(first);
  }

  @Test
  void date_goesOn_whenTheSecondEnds() {
    dates.now();

    now.set(Instant.parse("1994-11-06T08:49:38.000Z"));

    assertThat(dates.now().toString()).isEqualTo("Sun, 06 Nov 1994 08:49:38 GMT");
  }

  private InstantSource clock() {
    return () -> now.get();
  }
}

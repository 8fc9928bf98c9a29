package dev.visitortracker.api.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visitortracker.api.admission.ByteBudget;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class InFlightRecordsTest {
  private final ByteBudget bytes = new ByteBudget(DataSize.ofKilobytes(10));
  private final InFlightRecords inFlight = new InFlightRecords(10, bytes);

  @Test
  void records_areRefusedAndNotCounted_whenTheyAreTooMany() {
    assertThat(inFlight.tryAdd(7, 1)).isTrue();
    assertThat(inFlight.tryAdd(4, 1)).isFalse();
    assertThat(inFlight.tryAdd(3, 1)).isTrue();
    inFlight.remove(7, 1);

    assertThat(inFlight.current()).isEqualTo(3);
    assertThat(bytes.current()).isEqualTo(1);
  }

  @Test
  void records_areRefusedAndNotCounted_whenFewOfThemHoldTooMuch() {
    assertThat(inFlight.tryAdd(1, 10_000)).isTrue();
    assertThat(inFlight.tryAdd(1, 241)).isFalse();

    assertThat(inFlight.mayAdd(1)).isFalse();
    assertThat(inFlight.current()).isEqualTo(1);
    assertThat(bytes.current()).isEqualTo(10_000);
  }
}

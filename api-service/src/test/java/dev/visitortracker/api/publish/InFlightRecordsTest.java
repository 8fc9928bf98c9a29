package dev.visitortracker.api.publish;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class InFlightRecordsTest {
  @Test
  void records_areRefusedAndNotCounted_whenTheyWouldExceedTheBound() {
    var inFlight = new InFlightRecords(10);

    assertThat(inFlight.tryAdd(7)).isTrue();
    assertThat(inFlight.tryAdd(4)).isFalse();
    assertThat(inFlight.tryAdd(3)).isTrue();
    inFlight.remove(7);

    assertThat(inFlight.current()).isEqualTo(3);
  }
}

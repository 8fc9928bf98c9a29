package dev.visitortracker.api.admission;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ConcurrencyLimitTest {
  private final ConcurrencyLimit slots = new ConcurrencyLimit(1);

  @Test
  void slot_isFreeAgain_onceItIsReleased() {
    ConcurrencyLimit.Slot taken = slots.take().orElseThrow();
    assertThat(slots.take()).isEmpty();

    taken.release();
    taken.release();

    assertThat(slots.taken()).isZero();
    assertThat(slots.take()).isPresent();
    assertThat(slots.take()).isEmpty();
  }

  @Test
  void slot_isNotTaken_forOneWhoHasGivenUpWaiting() {
    ConcurrencyLimit.Slot late = slots.later();

    late.release();

    assertThat(late.tryTake()).isFalse();
    assertThat(slots.taken()).isZero();
  }
}

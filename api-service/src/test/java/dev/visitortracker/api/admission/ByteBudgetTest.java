package dev.visitortracker.api.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visitortracker.api.admission.ByteBudget.Share;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class ByteBudgetTest {
  private final ByteBudget budget = new ByteBudget(DataSize.ofBytes(1_600));

  @Test
  void bytes_areRefusedAndNotCounted_whenTheyWouldExceedTheBound() {
    assertThat(budget.tryTake(1_000)).isTrue();
    assertThat(budget.tryTake(601)).isFalse();
    assertThat(budget.tryTake(600)).isTrue();
    budget.giveBack(1_000);

    assertThat(budget.current()).isEqualTo(600);
    assertThat(budget.hasRoomFor(1_000)).isTrue();
    assertThat(budget.hasRoomFor(1_001)).isFalse();
  }

  @Test
  void smallBodiesAndRecords_findRoom_whenLargeBodiesHaveTakenWhatTheyGet() {
    int large = 0;
    while (budget.share().tryGrow(50)) {
      large++;
    }

    assertThat(large).isEqualTo(17);
    assertThat(budget.share().tryGrow(10)).isTrue();
    assertThat(budget.tryTake(700)).isTrue();
  }

  @Test
  void body_isRefused_whenItGrowsBeyondWhatOneOfItsSizeGets() {
    Share share = budget.share();

    assertThat(share.tryGrow(60)).isTrue();
    assertThat(share.tryGrow(40)).isFalse();
    assertThat(share.tryGrow(35)).isTrue();
    assertThat(budget.current()).isEqualTo(95);
  }

  @Test
  void share_isGivenBackOnce_whateverComesBehind() {
    Share share = budget.share();
    share.tryGrow(80);
    share.shrink(30);

    share.release();
    share.release();
    share.shrink(50);

    assertThat(share.tryGrow(1)).isFalse();
    assertThat(budget.current()).isZero();
  }
}

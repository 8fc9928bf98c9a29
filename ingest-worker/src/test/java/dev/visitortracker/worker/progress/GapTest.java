package dev.visitortracker.worker.progress;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GapTest {

  @Test
  void partition_hasNoGap_whileItsWatermarkIsWithinWhatKafkaHas() {
    assertThat(gap(row(100, "a"), 100, 200)).isNull();
    assertThat(gap(row(150, "a"), 100, 200)).isNull();
    assertThat(gap(row(200, "a"), 100, 200)).isNull();
  }

  @Test
  void partition_missesExactlyWhatIsGone_whenKafkaBeginsBehindItsWatermark() {
    assertThat(gap(row(99, "a"), 100, 200)).isEqualTo(new Gap.Dropped(new OffsetRange(3, 99, 100)));
  }

  @Test
  void partition_isRewound_whenKafkaEndsBeforeItsWatermark() {
    assertThat(gap(row(201, "a"), 100, 200))
        .isEqualTo(new Gap.Rewound(201, new OffsetRange(3, 100, 200), "a", false));
  }

  @Test
  void partition_isRewound_whenTheOffsetsBelongToAnotherTopic() {
    assertThat(gap(row(150, "b"), 100, 200))
        .isEqualTo(new Gap.Rewound(150, new OffsetRange(3, 100, 200), "a", true));
  }

  @Test
  void topic_countsAsTheSame_whileNobodyNotedWhichItWas() {
    assertThat(gap(row(150, null), 100, 200)).isNull();
  }

  private static @Nullable Gap gap(Watermark row, long kafkaFirst, long kafkaEnd) {
    return Gap.between(row, "a", new OffsetRange(3, kafkaFirst, kafkaEnd));
  }

  private static Watermark row(long nextOffset, @Nullable String topicId) {
    return new Watermark("visits", 3, 0, nextOffset, nextOffset, 0, 0, 0, topicId);
  }
}

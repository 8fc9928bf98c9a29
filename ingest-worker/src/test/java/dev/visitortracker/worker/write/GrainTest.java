package dev.visitortracker.worker.write;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class GrainTest {

  @Test
  void bucket_startsAtTheGrain_whenTheTimeLiesInside() {
    long time = Instant.parse("2015-05-17T10:05:03.999Z").toEpochMilli();

    assertThat(Grain.MINUTE.bucket(time)).isEqualTo(Instant.parse("2015-05-17T10:05:00Z"));
    assertThat(Grain.HOUR.bucket(time)).isEqualTo(Instant.parse("2015-05-17T10:00:00Z"));
    assertThat(Grain.DAY.bucket(time)).isEqualTo(Instant.parse("2015-05-17T00:00:00Z"));
    assertThat(Grain.ALL.bucket(time)).isEqualTo(Instant.EPOCH);
  }

  @Test
  void bucket_isTheTime_whenTheTimeIsABoundary() {
    long midnight = Instant.parse("2015-05-17T00:00:00Z").toEpochMilli();

    assertThat(Grain.DAY.bucket(midnight)).isEqualTo(Instant.ofEpochMilli(midnight));
  }
}

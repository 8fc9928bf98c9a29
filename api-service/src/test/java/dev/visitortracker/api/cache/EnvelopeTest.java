package dev.visitortracker.api.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class EnvelopeTest {
  private static final byte[] BYTES =
      new Envelope(
              Instant.ofEpochMilli(1_431_857_100_123L), "value".getBytes(StandardCharsets.UTF_8))
          .bytes();

  @Test
  void envelope_isTheSameAgain_whenItsBytesAre() {
    Envelope again = Objects.requireNonNull(Envelope.of(BYTES));

    assertThat(again.readAt()).isEqualTo("2015-05-17T10:05:00.123Z");
    assertThat(again.value()).asString(StandardCharsets.UTF_8).isEqualTo("value");
  }

  @Test
  void envelope_isNone_whenAnyByteIsAnother() {
    for (int i = 0; i < BYTES.length; i++) {
      byte[] broken = BYTES.clone();
      broken[i]++;
      assertThat(Envelope.of(broken)).isNull();
    }
    assertThat(Envelope.of(new byte[0])).isNull();
    assertThat(Envelope.of(new byte[11])).isNull();
  }
}

package dev.visitortracker.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.visitortracker.event.VisitJson.UnknownFields;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The shortcut answers as the parser does, whatever the bytes are. */
class VisitRecordReaderTest {
  private static final String WRITTEN =
      """
      {"id":"01KDVDNA00J57EK6XS859KTW6T","timestamp":"2026-01-01T00:00:00.000Z","site":"a.b",\
      "source_ip":"192.0.2.7","endpoint":"/x","method":"GET","response_code":200,\
      "user_agent":"x","referrer":"","duration_ms":12}\
      """;

  private final VisitRecordReader reader = new VisitRecordReader();

  @Test
  void draft_isTheParsers_whenAVisitWasWritten() {
    Seeded.repeat(20_000, random -> assertSame(VisitJson.write(Visits.any(random))));
  }

  @Test
  void draft_isTheParsers_whenWrittenBytesAreMutated() {
    Seeded.repeat(
        100_000,
        random -> {
          byte[] json = WRITTEN.getBytes(UTF_8);
          for (int left = random.nextInt(3); left >= 0; left--) {
            json[random.nextInt(json.length)] = (byte) random.nextInt(-128, 128);
          }
          assertSame(json);
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "{\"id\":\"",
        "null",
        "{\"id\":\"01KDVDNA00J57EK6XS859KTW6T\"}",
        "{\"id\":\"01KDVDNA00J57EK6XS859KTW6T\",\"later\":1}"
      })
  void draft_isTheParsers_whenFieldsAreMissing(String json) {
    assertSame(json.getBytes(UTF_8));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "00", "01", "-1", "1e2", "1.0", "999999999", "2147483648", "null"})
  void draft_isTheParsers_whateverTheNumber(String number) {
    assertSame(WRITTEN.replace(":200", ":" + number).getBytes(UTF_8));
    assertSame(WRITTEN.replace(":12}", ":" + number + "}").getBytes(UTF_8));
  }

  @Test
  void draft_isTheParsers_whenBytesFollow() {
    assertSame((WRITTEN + " ").getBytes(UTF_8));
    assertSame((WRITTEN + "{}").getBytes(UTF_8));
    assertSame(WRITTEN.substring(0, WRITTEN.length() - 1).getBytes(UTF_8));
  }

  @Test
  void equalTexts_areOneString() {
    VisitDraft first = (VisitDraft) reader.read(WRITTEN.getBytes(UTF_8));
    VisitDraft second = (VisitDraft) reader.read(WRITTEN.getBytes(UTF_8));

    assertThat(second.endpoint()).isSameAs(first.endpoint());
    assertThat(second.userAgent()).isSameAs(first.userAgent());
  }

  private void assertSame(byte[] json) {
    assertThat(reader.read(json)).isEqualTo(VisitJson.read(json, UnknownFields.IGNORE));
  }
}

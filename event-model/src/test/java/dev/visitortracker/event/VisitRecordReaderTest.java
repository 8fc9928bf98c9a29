package dev.visitortracker.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.visitortracker.event.VisitJson.UnknownFields;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the reader reads, the parser and the rules accept as the same visit, whatever the bytes are;
 * and what is written, it reads.
 */
class VisitRecordReaderTest {
  private static final String WRITTEN =
      """
      {"id":"01KDVDNA00J57EK6XS859KTW6T","timestamp":"2026-01-01T00:00:00.000Z","site":"a.b",\
      "source_ip":"192.0.2.7","endpoint":"/x","method":"GET","response_code":200,\
      "user_agent":"x","referrer":"","duration_ms":12}\
      """;

  private static final Instant NOW = Instant.parse("2026-01-02T00:00:00Z");

  private final VisitRules rules =
      new VisitRules(Duration.ofDays(36_525), Duration.ofDays(1), () -> NOW);
  private final VisitRecordReader reader = new VisitRecordReader(rules);

  @Test
  void visit_isTheParsers_whenAVisitWasWritten() {
    Seeded.repeat(20_000, random -> assertSame(VisitJson.write(Visits.any(random))));
  }

  @Test
  void visit_isTheParsers_whenWrittenBytesAreMutated() {
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
  void visit_isTheParsers_whenFieldsAreMissing(String json) {
    assertSame(json.getBytes(UTF_8));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "00", "01", "-1", "1e2", "1.0", "999999999", "2147483648", "null"})
  void visit_isTheParsers_whateverTheNumber(String number) {
    assertSame(WRITTEN.replace(":200", ":" + number).getBytes(UTF_8));
    assertSame(WRITTEN.replace(":12}", ":" + number + "}").getBytes(UTF_8));
  }

  @Test
  void visit_isTheParsers_whenBytesFollow() {
    assertSame((WRITTEN + " ").getBytes(UTF_8));
    assertSame((WRITTEN + "{}").getBytes(UTF_8));
    assertSame(WRITTEN.substring(0, WRITTEN.length() - 1).getBytes(UTF_8));
  }

  @Test
  void visit_isRead_whenItHasTheWrittenForm() {
    assertThat(reader.read(WRITTEN.getBytes(UTF_8))).isEqualTo(parsed(WRITTEN.getBytes(UTF_8)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"site\":\"A.B\"",
        "\"source_ip\":\"192.0.2.07\"",
        "\"source_ip\":\"192.0.2.7.1\"",
        "\"source_ip\":\"192.0.2\"",
        "\"source_ip\":\"2001:db8::7\"",
        "\"source_ip\":\"::ffff:192.0.2.7\"",
        "\"source_ip\":\"localhost\"",
        "\"endpoint\":\"\"",
        "\"endpoint\":\"/x?y\"",
        "\"endpoint\":\"/%C3%A9\"",
        "\"endpoint\":\"/%41%C3\"",
        "\"method\":\"G T\"",
        "\"response_code\":99",
        "\"response_code\":600",
        "\"duration_ms\":86400001",
        "\"timestamp\":\"2026-01-01T00:00:00.001Z\"",
        "\"timestamp\":\"2026-01-01T00:00:00Z\"",
        "\"id\":\"01kdvdna00j57ek6xs859ktw6t\"",
        "\"id\":\"81KDVDNA00J57EK6XS859KTW6T\"",
        "\"user_agent\":\"\u007f\"",
        "\"user_agent\":\"\u00e9\""
      })
  void visit_isTheParsers_whateverTheField(String field) {
    String name = field.substring(0, field.indexOf(':') + 1);

    assertSame(WRITTEN.replaceFirst(name + "(\"[^\"]*\"|[0-9]+)", field).getBytes(UTF_8));
  }

  @ParameterizedTest
  @ValueSource(ints = {255, 256, 512, 513})
  void visit_isTheParsers_whateverTheLength(int length) {
    assertSame(WRITTEN.replace("/x", "/".repeat(length)).getBytes(UTF_8));
    assertSame(WRITTEN.replace("\"x\"", '"' + "a".repeat(length) + '"').getBytes(UTF_8));
    assertSame(WRITTEN.replace("\"\"", '"' + "r".repeat(length) + '"').getBytes(UTF_8));
  }

  @Test
  void visit_isLeftToTheRules_whenItsTimeIsOutsideTheWindow() {
    VisitRules narrow = new VisitRules(Duration.ofHours(1), Duration.ofHours(1), () -> NOW);

    assertThat(new VisitRecordReader(narrow).read(WRITTEN.getBytes(UTF_8))).isNull();
  }

  @Test
  void equalTexts_areOneString() {
    Visit first = requireNonNull(reader.read(WRITTEN.getBytes(UTF_8)));
    Visit second = requireNonNull(reader.read(WRITTEN.getBytes(UTF_8)));

    assertThat(second.endpoint()).isSameAs(first.endpoint());
    assertThat(second.userAgent()).isSameAs(first.userAgent());
  }

  /** Where the reader leaves a value to the parser, both answer the same by construction. */
  private void assertSame(byte[] json) {
    Visit read = reader.read(json);
    if (read != null) {
      assertThat(read).isEqualTo(parsed(json));
    }
  }

  private @Nullable Visit parsed(byte[] json) {
    return VisitJson.read(json, UnknownFields.IGNORE) instanceof VisitDraft draft
            && rules.check(draft, Defaults.NONE) instanceof CheckResult.Valid valid
        ? valid.visit()
        : null;
  }
}

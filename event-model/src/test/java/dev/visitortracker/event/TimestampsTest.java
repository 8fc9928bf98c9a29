package dev.visitortracker.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimestampsTest {
  private static final long LAST = Visits.LAST.toEpochMilli();

  @Test
  void time_isTheSame_whenFormattedAndParsed() {
    Seeded.repeat(
        20_000,
        random -> {
          long millis = random.nextLong(LAST + 1);

          String text = Timestamps.format(millis);

          assertThat(Timestamps.parse(text)).isEqualTo(millis);
          assertThat(Instant.parse(text)).isEqualTo(Instant.ofEpochMilli(millis));
          assertThat(text).hasSize(24);
        });
  }

  @Test
  void texts_areOrderedLikeTimes_whenFormatted() {
    Seeded.repeat(
        5_000,
        random -> {
          long earlier = random.nextLong(LAST);
          long later = random.nextLong(earlier + 1, LAST + 1);

          String text = Timestamps.format(earlier);

          assertThat(text).isLessThan(Timestamps.format(later));
        });
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1970-01-01T00:00:00.000Z",
    "1, 1970-01-01T00:00:00.001Z",
    "999, 1970-01-01T00:00:00.999Z",
    "951782400000, 2000-02-29T00:00:00.000Z",
    "1431857103000, 2015-05-17T10:05:03.000Z",
    "4107542399999, 2100-02-28T23:59:59.999Z",
    "4107542400000, 2100-03-01T00:00:00.000Z",
    "253402300799999, 9999-12-31T23:59:59.999Z"
  })
  void time_hasItsCanonicalForm_whenFormatted(long millis, String expected) {
    String text = Timestamps.format(millis);

    assertThat(text).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2015-05-17T10:05:03Z",
        "2015-05-17t10:05:03z",
        "2015-05-17T10:05:03z",
        "2015-05-17T10:05:03.0Z",
        "2015-05-17T10:05:03+00:00",
        "2015-05-17T10:05:03-00:00",
        "2015-05-17T12:05:03+02:00",
        "2015-05-17T15:50:03+05:45",
        "2015-05-17T00:05:03-10:00",
        "2015-05-18T04:05:03+18:00",
        "2015-05-18T10:04:03+23:59",
        "2015-05-16T16:05:03-18:00",
        "2015-05-16T10:06:03-23:59",
        "2015-05-17T10:06:03.000000000+00:01",
        "2015-05-17T10:05:03.000999999Z"
      })
  void text_meansOneMoment_whenWrittenInAnyForm(String text) {
    Long millis = Timestamps.parse(text);

    assertThat(millis).isEqualTo(1_431_857_103_000L);
  }

  @Test
  void text_isParsed_whenOffsetAndFractionAreArbitrary() {
    Seeded.repeat(
        20_000,
        random -> {
          long millis = random.nextLong(LAST - 86_400_000L);
          int offsetMinutes = random.nextInt(-18 * 60, 18 * 60 + 1);
          String nanos = "%03d%06d".formatted(millis % 1000, random.nextInt(1_000_000));
          int digits = random.nextInt(3, 10);
          OffsetDateTime local =
              Instant.ofEpochMilli(Math.max(millis, 86_400_000L))
                  .atOffset(ZoneOffset.ofTotalSeconds(offsetMinutes * 60));
          String text =
              "%tFT%<tT.%s%s%02d:%02d"
                  .formatted(
                      local,
                      nanos.substring(0, digits),
                      offsetMinutes < 0 ? "-" : "+",
                      Math.abs(offsetMinutes) / 60,
                      Math.abs(offsetMinutes) % 60);

          Long parsed = Timestamps.parse(random.nextBoolean() ? text : lowerCase(text));

          assertThat(parsed).as(text).isEqualTo(local.toEpochSecond() * 1000 + millis % 1000);
        });
  }

  @Test
  void digitsBeyondTheMillisecond_areDropped_whenFractionIsLong() {
    String digits = "987654321";

    for (int count = 1; count <= 9; count++) {
      String text = "2015-05-17T10:05:03." + digits.substring(0, count) + "Z";

      long expected = count == 1 ? 900 : count == 2 ? 980 : 987;
      assertThat(Timestamps.parse(text)).as(text).isEqualTo(1_431_857_103_000L + expected);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "2016-12-31T23:59:60Z, 2016-12-31T23:59:59Z",
    "2015-06-30T23:59:60.25Z, 2015-06-30T23:59:59.25Z",
    "1990-12-31T15:59:60-08:00, 1990-12-31T23:59:59Z",
    "2017-01-01T23:58:60+23:59, 2016-12-31T23:59:59Z"
  })
  void leapSecond_isTheSecondBeforeIt_whenAHalfYearEnds(String text, String moment) {
    Long millis = Timestamps.parse(text);

    assertThat(millis).isEqualTo(Instant.parse(moment).toEpochMilli());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2016-12-30T23:59:60Z",
        "2016-03-31T23:59:60Z",
        "2016-12-31T23:58:60Z",
        "2016-12-31T23:59:60+01:00",
        "2016-12-31T23:59:61Z"
      })
  void second60_isRefused_whereNoLeapSecondCanBe(String text) {
    Long millis = Timestamps.parse(text);

    assertThat(millis).isNull();
  }

  @Test
  void year1_isATimeLongAgo_whenWritten() {
    Long millis = Timestamps.parse("0001-01-01T00:00:00Z");

    assertThat(millis).isEqualTo(Instant.parse("0001-01-01T00:00:00Z").toEpochMilli());
  }

  @ParameterizedTest
  @ValueSource(strings = {"2000-02-29", "2004-02-29", "2024-02-29", "2400-02-29", "0000-02-29"})
  void leapDay_isParsed_whenTheYearHasIt(String date) {
    Long millis = Timestamps.parse(date + "T00:00:00Z");

    assertThat(millis).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1900-02-29", "2015-02-29", "2100-02-29", "2015-02-30", "2015-04-31"})
  void day_isRefused_whenTheMonthDoesNotHaveIt(String date) {
    Long millis = Timestamps.parse(date + "T00:00:00Z");

    assertThat(millis).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "now",
        "1431857103000",
        "2015-05-17",
        "10:05:03Z",
        "2015-05-17T10:05Z",
        "2015-05-17T10:05+02:00",
        "2015-05-17T10:05:03",
        "2015-05-17T10:05:03.000",
        "2015-05-17T10:05:03+",
        "2015-05-17T10:05:03+2",
        "2015-05-17T10:05:03+2:00",
        "2015-05-17T10:05:03+0200",
        "2015-05-17T10:05:03+02:60",
        "2015-05-17T10:05:03+24:00",
        "2015-05-17T10:05:03 +02:00",
        "2015-05-17T10:05:03UTC",
        "2015-05-17T10:05:03Z[UTC]",
        "2015-05-17T10:05:03Z ",
        " 2015-05-17T10:05:03Z",
        "2015-05-17T10:05:03,5Z",
        "2015-05-17T10:05:03.-5Z",
        "2015-05-17T10:05:03.5.5Z",
        "2015-05-17T24:00:00Z",
        "2015-05-17T10:60:00Z",
        "2015-05-17T10:05:61Z",
        "2015-13-17T10:05:03Z",
        "2015-00-17T10:05:03Z",
        "2015-05-00T10:05:03Z",
        "2015-5-17T10:05:03.000Z",
        "2015-W20-7T10:05:03.000Z",
        "2015-137T10:05:03.0000Z",
        "20150517T100503.000000Z",
        "15-05-17T10:05:03.0000Z",
        "-2015-05-17T10:05:03Z",
        "+12015-05-17T10:05:03Z",
        "2015/05/17T10:05:03Z",
        "2015-05-17_10:05:03Z",
        "17/May/2015:10:05:03 +0000",
        "\u0662\u0660\u0661\u0665-05-17T10:05:03Z",
        "2015-05-17T10:05:03\u221202:00"
      })
  void text_isRefused_whenItIsNoRfc3339DateTime(String text) {
    Long millis = Timestamps.parse(text);

    assertThat(millis).isNull();
  }

  private static String lowerCase(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}

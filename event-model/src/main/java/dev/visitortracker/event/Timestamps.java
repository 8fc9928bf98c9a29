package dev.visitortracker.event;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** RFC 3339 date-times to and from ms since the epoch. */
public final class Timestamps {
  /** {@code 2015-05-17T10:05:03.000Z}, the one form that we write. */
  private static final int CANONICAL_LENGTH = 24;

  /** Up to the millisecond, digits beyond it, offset. */
  private static final Pattern RFC_3339 =
      Pattern.compile(
          "(\\d{4}-\\d\\d-\\d\\d[Tt]\\d\\d:\\d\\d:\\d\\d(?:\\.\\d{1,3}+)?+)(?:(?<=\\.\\d{3})\\d+)?([Zz]|[+-]\\d\\d:\\d\\d)");

  private Timestamps() {}

  /** Writes the canonical form, in UTC with three digits of fraction. */
  public static String format(long epochMillis) {
    LocalDateTime time =
        LocalDateTime.ofEpochSecond(Math.floorDiv(epochMillis, 1000L), 0, ZoneOffset.UTC);
    byte[] text = new byte[CANONICAL_LENGTH];
    digits(text, 0, 4, time.getYear());
    text[4] = '-';
    digits(text, 5, 2, time.getMonthValue());
    text[7] = '-';
    digits(text, 8, 2, time.getDayOfMonth());
    text[10] = 'T';
    digits(text, 11, 2, time.getHour());
    text[13] = ':';
    digits(text, 14, 2, time.getMinute());
    text[16] = ':';
    digits(text, 17, 2, time.getSecond());
    text[19] = '.';
    digits(text, 20, 3, (int) Math.floorMod(epochMillis, 1000L));
    text[23] = 'Z';
    return new String(text, StandardCharsets.ISO_8859_1);
  }

  /**
   * Reads any RFC 3339 date-time; digits beyond the millisecond are dropped.
   *
   * @return ms since the epoch, or null where the text is no such date-time
   */
  public static @Nullable Long parse(String text) {
    Matcher matcher = RFC_3339.matcher(text);
    if (!matcher.matches()) {
      return null;
    }
    try {
      String upToMillis = matcher.group(1) + matcher.group(2);
      return OffsetDateTime.parse(upToMillis).toInstant().toEpochMilli();
    } catch (DateTimeException notADateTime) {
      return null;
    }
  }

  private static void digits(byte[] text, int offset, int count, int value) {
    for (int i = offset + count - 1, rest = value; i >= offset; i--, rest /= 10) {
      text[i] = (byte) ('0' + rest % 10);
    }
  }
}

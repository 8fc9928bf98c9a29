package dev.visitortracker.event;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Month;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** RFC 3339 date-times to and from ms since the epoch. */
public final class Timestamps {
  /** {@code 2015-05-17T10:05:03.000Z}, the one form that we write. */
  static final int CANONICAL_LENGTH = 24;

  private static final String CANONICAL_FORM = "0000-00-00T00:00:00.000Z";

  /** Date, hour and minute, second, fraction, offset; each part is read in linear time. */
  private static final Pattern RFC_3339 =
      Pattern.compile(
          "(\\d{4}-\\d\\d-\\d\\d)[Tt](\\d\\d:\\d\\d):(\\d\\d)(?:\\.(\\d++))?([Zz]|[+-]\\d\\d:\\d\\d)");

  private static final int LEAP_SECOND = 60;
  private static final long SECONDS_OF_DAY = 86_400;

  private Timestamps() {}

  /** Writes the canonical form, in UTC with three digits of fraction. */
  public static String format(long epochMillis) {
    return new String(canonical(epochMillis), StandardCharsets.ISO_8859_1);
  }

  /** The canonical form as ASCII. */
  static byte[] canonical(long epochMillis) {
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
    writeMillis(text, epochMillis);
    text[23] = 'Z';
    return text;
  }

  /** Writes what is below the second into a canonical form. */
  static void writeMillis(byte[] text, long epochMillis) {
    digits(text, 20, 3, (int) Math.floorMod(epochMillis, 1000L));
  }

  /**
   * Reads any RFC 3339 date-time; digits beyond the millisecond are dropped. A leap second, which
   * there can be at the end of June and December, counts as the second before it.
   *
   * @return ms since the epoch, or null where the text is no such date-time
   */
  public static @Nullable Long parse(String text) {
    try {
      if (isCanonical(text)) {
        return parseCanonical(text);
      }
      return parseAny(text);
    } catch (DateTimeException notADateTime) {
      return null;
    }
  }

  /** Nearly all timestamps have the form that we write; it needs no pattern. */
  private static boolean isCanonical(String text) {
    if (text.length() != CANONICAL_LENGTH) {
      return false;
    }
    for (int i = 0; i < CANONICAL_LENGTH; i++) {
      char c = text.charAt(i);
      char form = CANONICAL_FORM.charAt(i);
      if (form == '0' ? c < '0' || c > '9' : c != form) {
        return false;
      }
    }
    return true;
  }

  private static long parseCanonical(String text) {
    LocalDateTime time =
        LocalDateTime.of(
            number(text, 0, 4),
            number(text, 5, 2),
            number(text, 8, 2),
            number(text, 11, 2),
            number(text, 14, 2),
            number(text, 17, 2));
    return time.toEpochSecond(ZoneOffset.UTC) * 1000 + number(text, 20, 3);
  }

  private static @Nullable Long parseAny(String text) {
    Matcher matcher = RFC_3339.matcher(text);
    if (!matcher.matches()) {
      return null;
    }
    LocalTime minute = LocalTime.parse(matcher.group(2));
    int second = number(matcher.group(3), 0, 2);
    int secondOfDay = minute.toSecondOfDay() + Math.min(second, LEAP_SECOND - 1);
    long epochSecond =
        LocalDate.parse(matcher.group(1)).toEpochDay() * SECONDS_OF_DAY
            + secondOfDay
            - offsetSeconds(matcher.group(5));
    boolean isSecond =
        second < LEAP_SECOND || (second == LEAP_SECOND && isBeforeLeapSecond(epochSecond));
    return isSecond ? epochSecond * 1000 + millis(matcher.group(4)) : null;
  }

  /** RFC 3339 allows offsets up to 23:59, Java's own only up to 18:00. */
  private static long offsetSeconds(String offset) {
    if (offset.length() == 1) {
      return 0;
    }
    long seconds = LocalTime.parse(offset.substring(1)).toSecondOfDay();
    return offset.charAt(0) == '-' ? -seconds : seconds;
  }

  private static boolean isBeforeLeapSecond(long epochSecond) {
    LocalDateTime next = LocalDateTime.ofEpochSecond(epochSecond + 1, 0, ZoneOffset.UTC);
    return next.toLocalTime().equals(LocalTime.MIDNIGHT)
        && next.getDayOfMonth() == 1
        && (next.getMonth() == Month.JULY || next.getMonth() == Month.JANUARY);
  }

  private static int millis(@Nullable String fraction) {
    return fraction == null ? 0 : number((fraction + "00").substring(0, 3), 0, 3);
  }

  private static int number(String text, int offset, int count) {
    int value = 0;
    for (int i = offset; i < offset + count; i++) {
      value = value * 10 + text.charAt(i) - '0';
    }
    return value;
  }

  private static void digits(byte[] text, int offset, int count, int value) {
    for (int i = offset + count - 1, rest = value; i >= offset; i--, rest /= 10) {
      text[i] = (byte) ('0' + rest % 10);
    }
  }
}

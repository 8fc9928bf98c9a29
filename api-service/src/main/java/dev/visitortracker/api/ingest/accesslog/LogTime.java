package dev.visitortracker.api.ingest.accesslog;

import dev.visitortracker.event.Rejected;
import dev.visitortracker.event.Timestamps;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The time in brackets of a text log.
 *
 * @param start where the bracket opens
 * @param end behind the closing bracket
 * @param rfc3339 the time in the form of RFC 3339; whether such a day and hour exist is not checked
 */
record LogTime(int start, int end, String rfc3339) {
  private static final String MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec";

  /** A digit stands for any digit, M for a letter, + for either sign. */
  private static final String FORM = "00/MMM/0000:00:00:00 +0000";

  private static final int MAX_RFC_3339 = 40;

  /**
   * The time of a line, or null. Users and fields of upstreams stand in brackets, too, so it is the
   * first that a quoted field follows, else the first at all.
   */
  static @Nullable LogTime find(String line) {
    LogTime first = null;
    for (int open = line.indexOf('['); open >= 0; open = line.indexOf('[', open + 1)) {
      LogTime time = at(line, open);
      if (time != null && line.startsWith(" \"", time.end)) {
        return time;
      }
      first = first == null ? time : first;
    }
    return first;
  }

  static Rejected notATime() {
    return new Rejected("timestamp", "is not a time of an access log", allowed());
  }

  static Rejected missing() {
    return new Rejected("timestamp", "is missing", allowed());
  }

  private static String allowed() {
    return "a time like [17/May/2015:10:05:03 +0000]";
  }

  private static @Nullable LogTime at(String line, int open) {
    int end = open + 1 + FORM.length();
    if (end < line.length() && line.charAt(end) == ']' && hasForm(line, open + 1)) {
      String rfc3339 = rfc3339(line.substring(open + 1, end));
      return rfc3339 == null ? null : new LogTime(open, end + 1, rfc3339);
    }
    boolean isRfc3339 = open + 11 < line.length() && line.charAt(open + 11) == 'T';
    int close =
        isRfc3339 ? line.indexOf(']', open, Math.min(line.length(), open + MAX_RFC_3339)) : -1;
    String text = close < 0 ? "" : line.substring(open + 1, close);
    return Timestamps.parse(text) == null ? null : new LogTime(open, close + 1, text);
  }

  private static boolean hasForm(String line, int start) {
    for (int i = 0; i < FORM.length(); i++) {
      char form = FORM.charAt(i);
      char c = line.charAt(start + i);
      boolean fits =
          switch (form) {
            case '0' -> c >= '0' && c <= '9';
            case 'M' -> c >= 'A' && c <= 'z';
            case '+' -> c == '+' || c == '-';
            default -> c == form;
          };
      if (!fits) {
        return false;
      }
    }
    return true;
  }

  private static @Nullable String rfc3339(String time) {
    int month = MONTHS.indexOf(time.substring(3, 6).toLowerCase(Locale.ROOT));
    if (month < 0 || month % 3 != 0) {
      return null;
    }
    return time.substring(7, 11)
        + (month < 27 ? "-0" : "-")
        + (month / 3 + 1)
        + '-'
        + time.substring(0, 2)
        + 'T'
        + time.substring(12, 20)
        + time.substring(21, 24)
        + ':'
        + time.substring(24);
  }
}

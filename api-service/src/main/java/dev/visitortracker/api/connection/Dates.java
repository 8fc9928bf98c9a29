package dev.visitortracker.api.connection;

import io.netty.util.AsciiString;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The values of the header {@code Date} (RFC 9110, 6.6.1), each made once for its second. */
final class Dates {
  /** The preferred form of section 5.6.7; the day always has two digits. */
  private static final DateTimeFormatter FORM =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private final InstantSource clock;
  private volatile Made last;

  /** The text of one second since the epoch. */
  private record Made(long second, AsciiString text) {
    static Made of(long second) {
      return new Made(second, AsciiString.cached(FORM.format(Instant.ofEpochSecond(second))));
    }
  }

  Dates(InstantSource clock) {
    this.clock = clock;
    this.last = Made.of(second());
  }

  /** Threads that come first in a second may each make the same text. */
  CharSequence now() {
    Made made = last;
    long second = second();
    if (made.second() != second) {
      made = Made.of(second);
      last = made;
    }
    return made.text();
  }

  private long second() {
    return Math.floorDiv(clock.millis(), 1_000L);
  }
}

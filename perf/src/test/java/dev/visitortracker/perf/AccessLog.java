package dev.visitortracker.perf;

import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** A combined access log of 2015, the same on every call; every thousandth line is broken. */
final class AccessLog {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss '+0000'", Locale.ENGLISH);
  private static final LocalDateTime START = LocalDateTime.of(2015, 5, 17, 10, 5, 3);
  private static final int BROKEN_EVERY = 1000;

  private AccessLog() {}

  static List<String> lines(int count) {
    return IntStream.rangeClosed(1, count).mapToObj(AccessLog::line).toList();
  }

  static byte[] bytes(List<String> lines) {
    return (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /** How many of the first lines are visits. */
  static int visits(int count) {
    return count - count / BROKEN_EVERY;
  }

  private static String line(int number) {
    if (number % BROKEN_EVERY == 0) {
      return "this is no access log line";
    }
    return "198.51.100.%d - - [%s] \"GET /page/%d?q=%d HTTP/1.1\" %d %d \"-\" \"Mozilla/5.0 (X11)\""
        .formatted(
            number % 250,
            TIME.format(START.plusSeconds(number * 7L).atOffset(ZoneOffset.UTC)),
            number % 100,
            number,
            number % 50 == 0 ? 404 : 200,
            number);
  }
}

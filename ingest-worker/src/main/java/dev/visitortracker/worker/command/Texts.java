package dev.visitortracker.worker.command;

import dev.visitortracker.event.Timestamps;
import java.time.Duration;
import java.time.Instant;
import org.springframework.boot.convert.DurationStyle;
import picocli.CommandLine.TypeConversionException;

/** How operators write values, and how they read errors. */
final class Texts {
  private Texts() {}

  static Instant instant(String text) {
    Long millis = Timestamps.parse(text);
    if (millis == null) {
      throw new TypeConversionException(
          "'" + text + "' is not an RFC 3339 time such as 2026-01-31T00:00:00Z");
    }
    return Instant.ofEpochMilli(millis);
  }

  static Duration duration(String text) {
    try {
      return DurationStyle.detectAndParse(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(
          "'" + text + "' is not a duration such as 500ms, 30s, 10m, 12h or 365d");
    }
  }

  /** One line, whatever the error, and what it came from. */
  static String sentence(Throwable error) {
    Throwable root = error;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String text = line(error);
    return root == error || text.contains(line(root)) ? text : text + ": " + line(root);
  }

  private static String line(Throwable error) {
    String message = error.getMessage();
    String text = message == null || message.isBlank() ? error.getClass().getSimpleName() : message;
    return text.strip().replaceAll("\\s*\\R\\s*", " ");
  }
}

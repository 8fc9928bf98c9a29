package dev.visitortracker.worker.command;

import dev.visitortracker.event.Utf8;
import dev.visitortracker.worker.deadletter.KeptLetter;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Prints dead letters for people, as a line or in full. */
final class LetterText {
  static final String HEAD =
      "%-12s %-24s %-20s %-8s %8s  %-24s %s"
          .formatted("letter", "kept at", "reason", "sqlstate", "redrives", "source", "detail");

  private static final int MAX_DETAIL = 100;

  private LetterText() {}

  static String line(KeptLetter letter) {
    return String.format(
        Locale.ROOT,
        "%-12s %-24s %-20s %-8s %8d  %-24s %s",
        letter.record().partition() + "@" + letter.record().offset(),
        letter.keptAt(),
        orDash(letter.reason()),
        orDash(letter.sqlState()),
        letter.record().redriveCount(),
        letter.source(),
        cut(orDash(letter.detail())));
  }

  static String all(KeptLetter letter) {
    return String.format(
        Locale.ROOT,
        """
        letter       %s/%d@%d
        kept at      %s
        reason       %s
        detail       %s
        sqlstate     %s
        source       %s
        redrives     %d
        traceparent  %s
        %s
        """,
        letter.record().topic(),
        letter.record().partition(),
        letter.record().offset(),
        letter.keptAt(),
        orDash(letter.reason()),
        oneLine(orDash(letter.detail())),
        orDash(letter.sqlState()),
        letter.source(),
        letter.record().redriveCount(),
        orDash(letter.traceparent()),
        value(letter.record().value()));
  }

  /** Bytes that are no text would disturb a terminal. */
  private static String value(byte @Nullable [] bytes) {
    if (bytes == null) {
      return "value        none";
    }
    return Utf8.isText(bytes, 0, bytes.length)
        ? "value, %d bytes of text%n%s"
            .formatted(bytes.length, new String(bytes, StandardCharsets.UTF_8))
        : "value, %d bytes in base64%n%s"
            .formatted(bytes.length, Base64.getEncoder().encodeToString(bytes));
  }

  private static String orDash(@Nullable String text) {
    return text == null ? "-" : text;
  }

  private static String cut(String detail) {
    String line = oneLine(detail);
    return line.length() <= MAX_DETAIL ? line : line.substring(0, MAX_DETAIL) + "…";
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\p{Cntrl}+", " ");
  }
}

package dev.visitortracker.api.ingest.accesslog;

import org.jspecify.annotations.Nullable;

/** A place in a line of fields that spaces part, some of them in quotes. Moves forwards only. */
final class LogCursor {
  private final String line;
  private int position;

  LogCursor(String line, int position) {
    this.line = line;
    this.position = position;
  }

  /** Up to the next space; empty at the end. */
  String word() {
    skipSpaces();
    int end = line.indexOf(' ', position);
    String word = line.substring(Math.min(position, line.length()), end < 0 ? line.length() : end);
    position += word.length();
    return word;
  }

  /**
   * The next field without its quotes, or null where it has none; up to the line's end where it is
   * not closed.
   */
  @Nullable String quoted() {
    if (!isAtQuote()) {
      return null;
    }
    int start = position + 1;
    int end = start;
    boolean isEscaped = false;
    while (end < line.length() && line.charAt(end) != '"') {
      boolean escapes = line.charAt(end) == '\\' && end + 1 < line.length();
      isEscaped |= escapes;
      end += escapes ? 2 : 1;
    }
    position = end + 1;
    String text = line.substring(start, end);
    return isEscaped ? LogEscapes.decode(text) : text;
  }

  boolean isAtQuote() {
    skipSpaces();
    return position < line.length() && line.charAt(position) == '"';
  }

  boolean isAtEnd() {
    skipSpaces();
    return position >= line.length();
  }

  /** Whether the last quoted field was not closed. */
  boolean isOpen() {
    return position > line.length();
  }

  private void skipSpaces() {
    while (position < line.length() && isSpace(line.charAt(position))) {
      position++;
    }
  }

  /** A CR is left where two of them stand before an LF. */
  private static boolean isSpace(char c) {
    return c == ' ' || c == '\r';
  }
}

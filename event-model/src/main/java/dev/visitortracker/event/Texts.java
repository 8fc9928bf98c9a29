package dev.visitortracker.event;

import org.jspecify.annotations.Nullable;

/** Which texts PostgreSQL, Kafka and JSON all carry unchanged. */
final class Texts {
  private static final char CUT_MARK = '…';
  private static final char REPLACEMENT = '\ufffd';

  private Texts() {}

  /**
   * What is wrong with a text, or null. Characters are Unicode code points.
   *
   * <p>PostgreSQL refuses U+0000 and UTF-8 has no form for an unpaired surrogate; other control
   * characters only ever come from broken or hostile clients.
   */
  static @Nullable String problem(String text, int minCharacters, int maxCharacters) {
    int surrogatePairs = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (isControl(c)) {
        return "holds the control character U+%04X".formatted((int) c);
      }
      if (Character.isSurrogate(c)) {
        boolean paired =
            Character.isHighSurrogate(c)
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
        if (!paired) {
          return "holds an unpaired surrogate";
        }
        surrogatePairs++;
        i++;
      }
    }
    int characters = text.length() - surrogatePairs;
    if (characters < minCharacters) {
      return "is empty";
    }
    return characters > maxCharacters ? "has " + characters + " characters" : null;
  }

  /** The text with U+FFFD in place of each character that {@link #problem} names. */
  static String withoutControls(String text) {
    if (problem(text, 0, Integer.MAX_VALUE) == null) {
      return text;
    }
    StringBuilder replaced = new StringBuilder(text.length());
    text.codePoints()
        .map(c -> isControl(c) || isSurrogate(c) ? REPLACEMENT : c)
        .forEach(replaced::appendCodePoint);
    return replaced.toString();
  }

  private static boolean isControl(int character) {
    return character < ' ' || character == 0x7f;
  }

  private static boolean isSurrogate(int character) {
    return character >= Character.MIN_SURROGATE && character <= Character.MAX_SURROGATE;
  }

  /** The text, or its beginning and a mark where it is longer. */
  static String cut(String text, int maxCharacters) {
    if (text.codePointCount(0, text.length()) <= maxCharacters) {
      return text;
    }
    return text.substring(0, text.offsetByCodePoints(0, maxCharacters - 1)) + CUT_MARK;
  }
}

package dev.visitortracker.perf.attack;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Which of several machines this one is.
 *
 * @param index from 0
 */
record Part(int index, int count) {
  static final Part WHOLE = new Part(0, 1);

  boolean isAll() {
    return count == 1;
  }

  boolean isFirst() {
    return index == 0;
  }

  @Override
  public String toString() {
    return index + 1 + "/" + count;
  }

  /** Reads {@code 2/3}. */
  static final class Converter implements ITypeConverter<Part> {
    @Override
    public Part convert(String text) {
      if (!text.matches("[1-9]\\d?/[1-9]\\d?")) {
        throw new TypeConversionException("a part is I/N, as 2/3");
      }
      int slash = text.indexOf('/');
      int number = Integer.parseInt(text.substring(0, slash));
      int count = Integer.parseInt(text.substring(slash + 1));
      if (number > count) {
        throw new TypeConversionException("there is no part " + text);
      }
      return new Part(number - 1, count);
    }
  }
}

package dev.visitortracker.api.ingest.lines;

/** One line of a body, without its end. */
public sealed interface Line {
  /** Counted over the whole file, from 1. */
  long number();

  /** A line that can be read. The bytes belong to the lines of one read together. */
  @SuppressWarnings("ArrayRecordComponent") // Read once, never compared.
  record Whole(long number, byte[] bytes, int offset, int length) implements Line {}

  /** The last line of a body, where nothing ends it: it may be a part of a line. */
  record Unended(Whole text) implements Line {
    @Override
    public long number() {
      return text.number();
    }
  }

  /** A line of more bytes than a line may have; they are gone. */
  record TooLong(long number) implements Line {}
}

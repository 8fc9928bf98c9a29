package dev.visitortracker.api.ingest.lines;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a stream of bytes into lines; LF or CRLF ends a line, blank lines are counted but not given.
 * Holds at most one line that is not complete, and of that no more than a line may have.
 */
final class LineSplitter {
  private final int maxBytes;
  private final ByteArrayOutputStream begun = new ByteArrayOutputStream();
  private boolean skipping;
  private long number;

  /**
   * @param maxBytes longest line without its end
   * @param firstLine number of the first line
   */
  LineSplitter(int maxBytes, long firstLine) {
    this.maxBytes = maxBytes;
    this.number = firstLine;
  }

  /** The number of the last line that was complete, or one less than the first. */
  long lastLine() {
    return number - 1;
  }

  /** The lines that these bytes complete. The array is kept: it must not be written again. */
  List<Line> feed(byte[] bytes) {
    List<Line> lines = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\n') {
        complete(bytes, start, i, lines);
        start = i + 1;
      }
    }
    keep(bytes, start);
    return lines;
  }

  /** The last line, where the body does not end with an end of line. */
  List<Line> end() {
    List<Line> lines = new ArrayList<>();
    if (skipping || begun.size() > 0) {
      complete(new byte[0], 0, 0, lines);
    }
    return lines;
  }

  private void complete(byte[] bytes, int start, int end, List<Line> lines) {
    if (begun.size() == 0) {
      add(bytes, start, end, lines);
    } else {
      begun.write(bytes, start, end - start);
      add(begun.toByteArray(), 0, begun.size(), lines);
    }
    begun.reset();
    skipping = false;
    number++;
  }

  private void add(byte[] bytes, int start, int end, List<Line> lines) {
    int length = end > start && bytes[end - 1] == '\r' ? end - start - 1 : end - start;
    if (skipping || length > maxBytes) {
      lines.add(new Line.TooLong(number));
    } else if (!isBlank(bytes, start, length)) {
      lines.add(new Line.Whole(number, bytes, start, length));
    }
  }

  private void keep(byte[] bytes, int start) {
    int length = bytes.length - start;
    // One byte more than a line may have: it may be the CR of its end.
    if (skipping || begun.size() + length > maxBytes + 1) {
      skipping = true;
      begun.reset();
    } else {
      begun.write(bytes, start, length);
    }
  }

  private static boolean isBlank(byte[] bytes, int start, int length) {
    for (int i = start; i < start + length; i++) {
      if (bytes[i] != ' ' && bytes[i] != '\t' && bytes[i] != '\r') {
        return false;
      }
    }
    return true;
  }
}

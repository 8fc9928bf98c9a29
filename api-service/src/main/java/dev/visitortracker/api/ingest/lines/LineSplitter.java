package dev.visitortracker.api.ingest.lines;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a stream of bytes into lines; blank lines are counted but not given. NULs before a line are
 * passed over: a log that was truncated while it was written has them. Holds at most one line that
 * is not complete, and of that no more than a line may have.
 */
final class LineSplitter {
  private final int maxBytes;
  private final boolean isEndedByCr;
  private final ByteArrayOutputStream begun = new ByteArrayOutputStream();
  private boolean skipping;
  private long number;

  /** How many CRs the bytes so far end with; only the next byte tells what they mean. */
  private int carriageReturns;

  /**
   * @param maxBytes longest line without its end
   * @param firstLine number of the first line
   */
  LineSplitter(int maxBytes, long firstLine, LineEnds ends) {
    this.maxBytes = maxBytes;
    this.number = firstLine;
    this.isEndedByCr = ends == LineEnds.LF_OR_CR;
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
      } else if (bytes[i] == '\r') {
        carriageReturns++;
      } else if (carriageReturns > 0) {
        start = completeAtCr(bytes, start, i, lines);
      }
    }
    keep(bytes, start);
    return lines;
  }

  /** The last line, where the body does not end with an end of line. */
  List<Line> end() {
    List<Line> lines = new ArrayList<>();
    if (isEndedByCr && carriageReturns > 0) {
      completeAtCr(new byte[0], 0, 0, lines);
    } else if (skipping || begun.size() > 0) {
      complete(new byte[0], 0, 0, lines);
      lines.replaceAll(line -> line instanceof Line.Whole text ? new Line.Unended(text) : line);
    }
    return lines;
  }

  /** Ends the line before the CRs where they end one; gives the start of what follows. */
  private int completeAtCr(byte[] bytes, int start, int end, List<Line> lines) {
    int ends = carriageReturns;
    carriageReturns = 0;
    if (!isEndedByCr) {
      return start;
    }
    add(bytes, start, end, ends, lines);
    number += ends - 1;
    return end;
  }

  private void complete(byte[] bytes, int start, int end, List<Line> lines) {
    add(bytes, start, end, Math.min(carriageReturns, 1), lines);
    carriageReturns = 0;
  }

  /**
   * @param dropped bytes at the end that belong to the line's end
   */
  private void add(byte[] bytes, int start, int end, int dropped, List<Line> lines) {
    if (skipping) {
      lines.add(new Line.TooLong(number));
    } else if (begun.size() == 0) {
      add(bytes, start, end - dropped, lines);
    } else {
      begun.write(bytes, start, end - start);
      add(begun.toByteArray(), 0, begun.size() - dropped, lines);
    }
    begun.reset();
    skipping = false;
    number++;
  }

  private void add(byte[] bytes, int start, int end, List<Line> lines) {
    int offset = skipNuls(bytes, start, end);
    int length = end - offset;
    if (length > maxBytes) {
      lines.add(new Line.TooLong(number));
    } else if (!isBlank(bytes, offset, length)) {
      lines.add(new Line.Whole(number, bytes, offset, length));
    }
  }

  private void keep(byte[] bytes, int start) {
    int from = begun.size() == 0 && !skipping ? skipNuls(bytes, start, bytes.length) : start;
    int length = bytes.length - from;
    // One byte more than a line may have: it may be the CR of its end.
    if (skipping || begun.size() + length > maxBytes + 1) {
      skipping = true;
      begun.reset();
    } else {
      begun.write(bytes, from, length);
    }
  }

  private static int skipNuls(byte[] bytes, int start, int end) {
    int at = start;
    while (at < end && bytes[at] == 0) {
      at++;
    }
    return at;
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

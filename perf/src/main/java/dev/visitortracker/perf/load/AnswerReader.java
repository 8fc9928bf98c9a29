package dev.visitortracker.perf.load;

import io.netty.buffer.ByteBuf;
import io.netty.util.ByteProcessor;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Reads HTTP/1.1 answers to the one question where they end, and keeps of them the status and two
 * headers. Bodies are skipped.
 */
final class AnswerReader {
  private enum Place {
    STATUS,
    HEADERS,
    BODY,
    CHUNK_SIZE,
    CHUNK,
    TRAILERS
  }

  private Place place = Place.STATUS;
  private int status;
  private boolean saysWhenToRetry;
  private boolean closes;
  private boolean chunked;
  private long left;

  /**
   * Reads on.
   *
   * @return whether an answer is complete; what follows it is left in the buffer, and so is a line
   *     whose end has not come
   */
  boolean read(ByteBuf in) {
    while (in.isReadable()) {
      switch (place) {
        case BODY, CHUNK -> {
          skip(in);
          if (left > 0) {
            return false;
          }
          if (place == Place.BODY) {
            return complete();
          }
          place = Place.CHUNK_SIZE;
        }
        case STATUS, HEADERS, CHUNK_SIZE, TRAILERS -> {
          int end = in.forEachByte(ByteProcessor.FIND_LF);
          if (end < 0) {
            return false;
          }
          boolean complete = line(in, end);
          in.readerIndex(end + 1);
          if (complete) {
            return complete();
          }
        }
      }
    }
    return false;
  }

  int status() {
    return status;
  }

  boolean saysWhenToRetry() {
    return saysWhenToRetry;
  }

  /** Whether the server will take no other request on this connection. */
  boolean closes() {
    return closes;
  }

  private boolean complete() {
    place = Place.STATUS;
    return true;
  }

  private void skip(ByteBuf in) {
    int skipped = (int) Math.min(left, in.readableBytes());
    in.skipBytes(skipped);
    left -= skipped;
  }

  /** Takes the line before {@code end}, and says whether it completes the answer. */
  private boolean line(ByteBuf in, int end) {
    int start = in.readerIndex();
    int length = end - start - (end > start && in.getByte(end - 1) == '\r' ? 1 : 0);
    return switch (place) {
      case STATUS -> {
        begin(in, start, length);
        yield false;
      }
      case HEADERS -> {
        if (length > 0) {
          header(in, start, length);
          yield false;
        }
        yield endOfHead();
      }
      case CHUNK_SIZE -> {
        chunk(text(in, start, length));
        yield false;
      }
      case TRAILERS -> length == 0;
      case BODY, CHUNK -> throw new IllegalStateException("bodies have no lines");
    };
  }

  private void begin(ByteBuf in, int start, int length) {
    String line = text(in, start, length);
    if (!line.startsWith("HTTP/1.1 ") || line.length() < 12) {
      throw new IllegalStateException("no HTTP/1.1 answer: " + line);
    }
    status = Integer.parseInt(line, 9, 12, 10);
    saysWhenToRetry = false;
    closes = false;
    chunked = false;
    left = 0;
    place = Place.HEADERS;
  }

  private void header(ByteBuf in, int start, int length) {
    // Few headers matter, and few begin like those.
    switch (in.getByte(start) | 0x20) {
      case 'c', 't', 'r' -> {
        String line = text(in, start, length).toLowerCase(Locale.ROOT);
        if (line.startsWith("content-length:")) {
          left = Long.parseLong(line.substring(15).strip());
        } else if (line.startsWith("transfer-encoding:")) {
          chunked = line.endsWith("chunked");
        } else if (line.startsWith("retry-after:")) {
          saysWhenToRetry = true;
        } else if (line.startsWith("connection:")) {
          closes = line.endsWith("close");
        }
      }
      default -> {}
    }
  }

  private boolean endOfHead() {
    boolean bodiless = status == 204 || status == 304 || (!chunked && left == 0);
    place = chunked ? Place.CHUNK_SIZE : Place.BODY;
    return bodiless;
  }

  private void chunk(String line) {
    if (line.isEmpty()) {
      return; // The end of the chunk before.
    }
    int extension = line.indexOf(';');
    String size = extension < 0 ? line : line.substring(0, extension);
    left = Long.parseLong(size.strip(), 16);
    place = left == 0 ? Place.TRAILERS : Place.CHUNK;
  }

  private static String text(ByteBuf in, int start, int length) {
    return in.toString(start, length, StandardCharsets.ISO_8859_1);
  }
}

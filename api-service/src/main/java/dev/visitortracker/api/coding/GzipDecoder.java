package dev.visitortracker.api.coding;

import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Reads gzip members one after the other (RFC 1952). The JDK's own stream waits for input in the
 * middle of a header, which nothing here may do.
 */
final class GzipDecoder implements Decoder {
  private static final int FIXED_HEADER_BYTES = 10;
  private static final int TRAILER_BYTES = 8;
  private static final int DEFLATE = 8;
  private static final int HAS_HEADER_CRC = 2;
  private static final int HAS_EXTRA = 4;
  private static final int HAS_NAME = 8;
  private static final int HAS_COMMENT = 16;
  private static final int RESERVED_FLAGS = 0xe0;

  private final Inflater inflater = new Inflater(true);
  private final CRC32 checksum = new CRC32();
  private ByteBuffer input = ByteBuffer.allocate(0);
  private Part part = Part.FIXED_HEADER;

  /** Bytes of the part that are read. */
  private int read;

  private int flags;
  private int extraBytes;
  private long trailer;
  private boolean hasMember;

  private enum Part {
    FIXED_HEADER,
    EXTRA_LENGTH,
    EXTRA,
    NAME,
    COMMENT,
    HEADER_CRC,
    DATA,
    TRAILER
  }

  @Override
  public void feed(byte[] piece) {
    input = ByteBuffer.wrap(piece);
    if (part == Part.DATA) {
      inflater.setInput(input);
    }
  }

  @Override
  public int read(byte[] into) throws BrokenCodingException {
    while (part == Part.DATA || input.hasRemaining()) {
      if (part != Part.DATA) {
        frame(input.get() & 0xff);
        continue;
      }
      int count = inflate(into);
      if (count > 0) {
        checksum.update(into, 0, count);
        return count;
      }
      if (!inflater.finished()) {
        return 0;
      }
      enter(Part.TRAILER);
      trailer = 0;
    }
    return 0;
  }

  @Override
  public boolean isComplete() {
    return hasMember && part == Part.FIXED_HEADER && read == 0;
  }

  @Override
  public void close() {
    inflater.end();
  }

  private int inflate(byte[] into) throws BrokenCodingException {
    try {
      int count = inflater.inflate(into);
      if (inflater.needsDictionary()) {
        throw new BrokenCodingException("needs a dictionary");
      }
      return count;
    } catch (DataFormatException broken) {
      throw new BrokenCodingException("is not valid gzip");
    }
  }

  private void frame(int next) throws BrokenCodingException {
    read++;
    switch (part) {
      case FIXED_HEADER -> fixedHeader(next);
      case EXTRA_LENGTH -> extraLength(next);
      case EXTRA -> leaveWhen(read == extraBytes);
      case NAME, COMMENT -> leaveWhen(next == 0);
      case HEADER_CRC -> leaveWhen(read == 2);
      case TRAILER -> trailer(next);
      case DATA -> throw new IllegalStateException("data have no frame");
    }
  }

  private void fixedHeader(int next) throws BrokenCodingException {
    boolean isGzip =
        switch (read) {
          case 1 -> next == 0x1f;
          case 2 -> next == 0x8b;
          case 3 -> next == DEFLATE;
          case 4 -> (next & RESERVED_FLAGS) == 0;
          default -> true;
        };
    if (!isGzip) {
      throw new BrokenCodingException("is not gzip");
    }
    if (read == 4) {
      flags = next;
    }
    leaveWhen(read == FIXED_HEADER_BYTES);
  }

  private void extraLength(int next) {
    if (read == 1) {
      extraBytes = next;
    } else {
      extraBytes |= next << 8;
      enter(extraBytes > 0 ? Part.EXTRA : after(Part.EXTRA));
    }
  }

  /** CRC-32 of the data, then their length, both in four bytes with the lowest first. */
  private void trailer(int next) throws BrokenCodingException {
    trailer |= (long) next << (8 * (read - 1));
    if (read < TRAILER_BYTES) {
      return;
    }
    if (trailer != (checksum.getValue() | (inflater.getBytesWritten() << 32))) {
      throw new BrokenCodingException("is gzip with a wrong checksum");
    }
    hasMember = true;
    enter(Part.FIXED_HEADER);
  }

  private void leaveWhen(boolean isOver) {
    if (isOver) {
      enter(after(part));
    }
  }

  /** The next part that the flags announce. */
  private Part after(Part done) {
    return switch (done) {
      case FIXED_HEADER -> (flags & HAS_EXTRA) != 0 ? Part.EXTRA_LENGTH : after(Part.EXTRA);
      case EXTRA_LENGTH -> Part.EXTRA;
      case EXTRA -> (flags & HAS_NAME) != 0 ? Part.NAME : after(Part.NAME);
      case NAME -> (flags & HAS_COMMENT) != 0 ? Part.COMMENT : after(Part.COMMENT);
      case COMMENT -> (flags & HAS_HEADER_CRC) != 0 ? Part.HEADER_CRC : Part.DATA;
      case HEADER_CRC -> Part.DATA;
      case DATA -> Part.TRAILER;
      case TRAILER -> Part.FIXED_HEADER;
    };
  }

  private void enter(Part next) {
    part = next;
    read = 0;
    if (next == Part.DATA) {
      inflater.reset();
      checksum.reset();
      inflater.setInput(input);
    }
  }
}

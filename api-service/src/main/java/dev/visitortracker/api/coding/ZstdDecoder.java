package dev.visitortracker.api.coding;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Reads zstd frames one after the other (RFC 8878). */
final class ZstdDecoder implements Decoder {
  /** 8 MiB, what RFC 9659 asks of every decoder and allows every encoder. */
  private static final int MAX_WINDOW_LOG = 23;

  /** What one body may hold outside the heap. */
  static final long MAX_WINDOW_IN_BYTES = 1L << MAX_WINDOW_LOG;

  private final Pieces pieces = new Pieces();
  private final ZstdInputStreamNoFinalizer zstd;
  private boolean hasBytes;

  ZstdDecoder() {
    try {
      zstd = new ZstdInputStreamNoFinalizer(pieces);
      zstd.setLongMax(MAX_WINDOW_LOG);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    // The end of a piece is not the end of the body.
    zstd.setContinuous(true);
  }

  @Override
  public void feed(byte[] piece) {
    hasBytes |= piece.length > 0;
    pieces.current = new ByteArrayInputStream(piece);
  }

  @Override
  public int read(byte[] into) throws BrokenCodingException {
    try {
      return Math.max(0, zstd.read(into));
    } catch (IOException broken) {
      throw new BrokenCodingException("is not valid zstd");
    }
  }

  @Override
  public boolean isComplete() {
    zstd.setContinuous(false);
    try {
      return hasBytes && zstd.read() < 0;
    } catch (IOException isTruncated) {
      return false;
    }
  }

  @Override
  public void close() {
    try {
      zstd.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What has been fed, as the library wants it. */
  private static final class Pieces extends InputStream {
    private ByteArrayInputStream current = new ByteArrayInputStream(new byte[0]);

    @Override
    public int read() {
      return current.read();
    }

    @Override
    public int read(byte[] into, int offset, int length) {
      return current.read(into, offset, length);
    }

    @Override
    public int available() {
      return current.available();
    }
  }
}

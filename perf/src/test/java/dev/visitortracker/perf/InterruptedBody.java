package dev.visitortracker.perf;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A request body that does something when half of it is sent. */
final class InterruptedBody extends InputStream {
  private final InputStream bytes;
  private final int half;
  private final Runnable action;
  private int sent;

  InterruptedBody(byte[] bytes, Runnable action) {
    this.bytes = new ByteArrayInputStream(bytes);
    this.half = bytes.length / 2;
    this.action = action;
  }

  @Override
  public int read() {
    throw new UnsupportedOperationException("HttpClient reads blocks");
  }

  @Override
  public int read(byte[] block, int offset, int length) throws IOException {
    int read = bytes.read(block, offset, Math.min(length, 8192));
    boolean passesHalf = sent < half && sent + read >= half;
    sent += Math.max(0, read);
    if (passesHalf) {
      action.run();
    }
    return read;
  }
}

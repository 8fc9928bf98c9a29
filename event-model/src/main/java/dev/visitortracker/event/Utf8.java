package dev.visitortracker.event;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/** Strict UTF-8: Jackson takes overlong forms, UTF-16 and UTF-32 for what they seem to mean. */
public final class Utf8 {
  private static final int CHUNK = 512;

  private Utf8() {}

  /** Whether the bytes are well-formed UTF-8 without U+0000. */
  public static boolean isText(byte[] bytes, int offset, int length) {
    boolean ascii = true;
    for (int i = offset; i < offset + length; i++) {
      if (bytes[i] == 0) {
        return false;
      }
      ascii &= bytes[i] > 0;
    }
    return ascii || isWellFormed(bytes, offset, length);
  }

  private static boolean isWellFormed(byte[] bytes, int offset, int length) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(bytes, offset, length);
    CharBuffer out = CharBuffer.allocate(Math.min(CHUNK, length + 2));
    CoderResult result = decoder.decode(in, out, true);
    while (result.isOverflow()) {
      out.clear();
      result = decoder.decode(in, out, true);
    }
    return !result.isError();
  }
}

package dev.visitortracker.api.ingest.accesslog;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The escapes of log files: {@code \"}, {@code \\} and {@code \xNN} for one byte of UTF-8. Escapes
 * of control characters, and bytes that are no UTF-8, stay as they are written.
 */
final class LogEscapes {
  private LogEscapes() {}

  static String decode(String text) {
    String decoded = utf8(bytes(text, true));
    return decoded != null ? decoded : new String(bytes(text, false), StandardCharsets.UTF_8);
  }

  /**
   * @param withHighBytes whether {@code \x80} and above are decoded
   */
  private static byte[] bytes(String text, boolean withHighBytes) {
    byte[] source = text.getBytes(StandardCharsets.UTF_8);
    var bytes = new ByteArrayOutputStream(source.length);
    for (int i = 0; i < source.length; i++) {
      int value = source[i] == '\\' ? value(source, i, withHighBytes) : -1;
      bytes.write(value < 0 ? source[i] : value);
      if (value >= 0) {
        i += source[i + 1] == 'x' ? 3 : 1;
      }
    }
    return bytes.toByteArray();
  }

  /** The byte that the escape at this place stands for, or -1 where it stays. */
  private static int value(byte[] source, int at, boolean withHighBytes) {
    if (at + 1 < source.length && (source[at + 1] == '"' || source[at + 1] == '\\')) {
      return source[at + 1];
    }
    if (at + 3 >= source.length || source[at + 1] != 'x') {
      return -1;
    }
    int high = Character.digit(source[at + 2], 16);
    int low = Character.digit(source[at + 3], 16);
    int value = high * 16 + low;
    boolean isByte = high >= 0 && low >= 0 && value >= ' ' && value != 0x7f;
    return isByte && (withHighBytes || value < 0x80) ? value : -1;
  }

  private static @Nullable String utf8(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException notUtf8) {
      return null;
    }
  }
}

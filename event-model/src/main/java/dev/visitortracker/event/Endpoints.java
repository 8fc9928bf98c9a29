package dev.visitortracker.event;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;

/**
 * The one form of an endpoint: percent-encoded UTF-8 of visible characters beyond ASCII is decoded
 * (RFC 3987 section 3.2), everything else stays as it is written. So a path is the same endpoint
 * however a server logged it, and its length is counted in characters that people see.
 */
public final class Endpoints {
  /** A byte is written as a percent sign and two hexadecimal digits. */
  private static final int ENCODED_BYTE = 3;

  private static final int MAX_UTF8_BYTES = 4;

  private Endpoints() {}

  /** The endpoint in its one form; decoding it again changes nothing. Linear in its length. */
  public static String decoded(String endpoint) {
    int percent = endpoint.indexOf('%');
    if (percent < 0) {
      return endpoint;
    }
    StringBuilder decoded = new StringBuilder(endpoint.length()).append(endpoint, 0, percent);
    for (int i = percent; i < endpoint.length(); ) {
      int character = characterAt(endpoint, i);
      if (character < 0) {
        decoded.append(endpoint.charAt(i++));
      } else {
        decoded.appendCodePoint(character);
        i += ENCODED_BYTE * utf8Length(character);
      }
    }
    return decoded.toString();
  }

  /** The visible character beyond ASCII that is encoded at this place, or -1. */
  private static int characterAt(String text, int start) {
    int first = byteAt(text, start);
    int length = first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : MAX_UTF8_BYTES;
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      int value = byteAt(text, start + i * ENCODED_BYTE);
      if (value < 0) {
        return -1;
      }
      bytes[i] = (byte) value;
    }
    int character = length == 0 ? -1 : utf8(bytes);
    return isVisible(character) ? character : -1;
  }

  private static int byteAt(String text, int at) {
    if (at + ENCODED_BYTE > text.length() || text.charAt(at) != '%') {
      return -1;
    }
    int high = hexadecimal(text.charAt(at + 1));
    int low = hexadecimal(text.charAt(at + 2));
    return high < 0 || low < 0 ? -1 : high << 4 | low;
  }

  private static int hexadecimal(char c) {
    return c < 0x80 ? Character.digit(c, 16) : -1;
  }

  private static int utf8(byte[] bytes) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    CharBuffer characters = CharBuffer.allocate(2);
    boolean isOne = !decoder.decode(ByteBuffer.wrap(bytes), characters, true).isError();
    characters.flip();
    return isOne && characters.hasRemaining() ? Character.codePointAt(characters, 0) : -1;
  }

  private static int utf8Length(int character) {
    return character < 0x800 ? 2 : character < 0x10000 ? 3 : MAX_UTF8_BYTES;
  }

  /**
   * Whether a reader can see it. Fixed ranges and not the platform's tables: both services must
   * agree, whatever their version of Unicode. Left out are controls, spaces, marks of direction and
   * of width, private use and what is no character.
   */
  private static boolean isVisible(int character) {
    return character > 0xa0
        && character < 0xe0000
        && character != 0xad
        && character != 0x61c
        && character != 0x1680
        && !(character >= 0x2000 && character <= 0x200f)
        && !(character >= 0x2028 && character <= 0x202f)
        && !(character >= 0x205f && character <= 0x206f)
        && character != 0x3000
        && !(character >= 0xe000 && character <= 0xf8ff)
        && character != 0xfeff
        && !(character >= 0xfff0 && character <= 0xffff)
        && (character & 0xfffe) != 0xfffe;
  }
}

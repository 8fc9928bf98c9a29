package dev.visitortracker.event;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** IP addresses as text, without any look-up of names. */
public final class Addresses {
  /** The longest form, an IPv6 address that ends in an IPv4 one. */
  private static final int MAX_LENGTH = 45;

  /** Longer than the name of any network interface. */
  private static final int MAX_ZONE = 64;

  private Addresses() {}

  /**
   * The address that the text writes, or null. Stricter than {@link InetAddress#ofLiteral}: IPv4
   * needs four decimal numbers without leading zeros, IPv6 no brackets. The zone of an IPv6 address
   * (RFC 4007 section 11) is left out, as it means nothing on another machine.
   */
  public static @Nullable InetAddress parse(String text) {
    int zone = text.indexOf('%');
    if (zone < 0) {
      return unzoned(text);
    }
    boolean isScoped = text.lastIndexOf(':', zone) >= 0 && isZone(text, zone + 1);
    return isScoped ? unzoned(text.substring(0, zone)) : null;
  }

  private static boolean isZone(String text, int start) {
    int length = text.length() - start;
    return length >= 1
        && length <= MAX_ZONE
        && text.chars().skip(start).allMatch(c -> c > ' ' && c != 0x7f && c != '%');
  }

  private static @Nullable InetAddress unzoned(String text) {
    if (text.length() > MAX_LENGTH) {
      return null;
    }
    byte[] ascii = text.getBytes(StandardCharsets.ISO_8859_1);
    if (text.indexOf(':') < 0) {
      byte[] four = fourNumbers(ascii, 0, ascii.length);
      return four == null ? null : of(four);
    }
    if (text.indexOf('[') >= 0) {
      return null;
    }
    int lastPart = text.lastIndexOf(':') + 1;
    if (text.indexOf('.') >= 0 && fourNumbers(ascii, lastPart, ascii.length) == null) {
      return null;
    }
    try {
      return InetAddress.ofLiteral(text);
    } catch (IllegalArgumentException notAnAddress) {
      return null;
    }
  }

  /**
   * The address without the zone that a socket may have added. A zone has no meaning on another
   * machine.
   */
  static InetAddress withoutZone(InetAddress address) {
    return of(address.getAddress());
  }

  /** The address of 4 or 16 bytes. */
  static InetAddress of(byte[] address) {
    try {
      return InetAddress.getByAddress(address);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address has 4 or 16 bytes", e);
    }
  }

  /** The bytes of an IPv4 address in four decimal numbers without leading zeros, or null. */
  static byte @Nullable [] fourNumbers(byte[] text, int start, int end) {
    byte[] address = new byte[4];
    int numbers = 0;
    int value = -1;
    for (int i = start; i <= end; i++) {
      byte c = i < end ? text[i] : (byte) '.';
      if (c == '.') {
        if (value < 0 || numbers == 4) {
          return null;
        }
        address[numbers++] = (byte) value;
        value = -1;
      } else if (c < '0' || c > '9' || value == 0) {
        return null;
      } else {
        value = (value < 0 ? 0 : value * 10) + (c - '0');
        if (value > 255) {
          return null;
        }
      }
    }
    return numbers == 4 ? address : null;
  }
}

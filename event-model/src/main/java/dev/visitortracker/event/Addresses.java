package dev.visitortracker.event;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** IP addresses as text, without any look-up of names. */
final class Addresses {
  /** The longest form, an IPv6 address that ends in an IPv4 one. */
  private static final int MAX_LENGTH = 45;

  private Addresses() {}

  /**
   * The address that the text writes, or null. Stricter than {@link InetAddress#ofLiteral}: IPv4
   * needs four decimal numbers without leading zeros, IPv6 neither brackets nor a zone.
   */
  static @Nullable InetAddress parse(String text) {
    if (text.length() > MAX_LENGTH) {
      return null;
    }
    if (text.indexOf(':') < 0) {
      return isFourNumbers(text) ? InetAddress.ofLiteral(text) : null;
    }
    if (text.indexOf('%') >= 0 || text.indexOf('[') >= 0) {
      return null;
    }
    int lastPart = text.lastIndexOf(':') + 1;
    if (text.indexOf('.') >= 0 && !isFourNumbers(text.substring(lastPart))) {
      return null;
    }
    try {
      return InetAddress.ofLiteral(text);
    } catch (IllegalArgumentException notAnAddress) {
      return null;
    }
  }

  /** The same address without the zone that a socket may have added: it means nothing elsewhere. */
  static InetAddress withoutZone(InetAddress address) {
    try {
      return InetAddress.getByAddress(address.getAddress());
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address has 4 or 16 bytes", e);
    }
  }

  private static boolean isFourNumbers(String text) {
    int numbers = 0;
    int value = -1;
    for (int i = 0; i <= text.length(); i++) {
      char c = i < text.length() ? text.charAt(i) : '.';
      if (c == '.') {
        if (value < 0) {
          return false;
        }
        numbers++;
        value = -1;
      } else if (c < '0' || c > '9' || value == 0) {
        return false;
      } else {
        value = (value < 0 ? 0 : value * 10) + (c - '0');
        if (value > 255) {
          return false;
        }
      }
    }
    return numbers == 4;
  }
}

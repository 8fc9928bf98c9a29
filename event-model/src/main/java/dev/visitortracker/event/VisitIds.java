package dev.visitortracker.event;

import com.github.f4b6a3.ulid.Ulid;
import com.github.f4b6a3.ulid.UlidCreator;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Makes the ids of visits: ULIDs (<a href="https://github.com/ulid/spec">specification</a>), 48
 * bits of time in ms and 80 bits that are random or derived.
 */
public final class VisitIds {
  /** The last moment that RFC 3339 can write; 48 bits would reach into the year 10889. */
  public static final long MAX_TIME_MILLIS = 253_402_300_799_999L;

  private static final int DERIVED_BYTES = 10;

  /** Crockford's base 32: the value of each character, or -1. */
  private static final byte[] DIGITS = values("0123456789ABCDEFGHJKMNPQRSTVWXYZ");

  private VisitIds() {}

  /** An id that no other visit has. */
  public static Ulid random(long timestampMillis) {
    return UlidCreator.getUlid(timestampMillis);
  }

  /**
   * The id of the visit that the caller calls {@code key}: the first 80 bits of SHA-256 over the
   * site, a zero byte and the key. The same time, site and key always give the same id.
   */
  public static Ulid derived(long timestampMillis, String site, String key) {
    MessageDigest digest = sha256();
    digest.update(site.getBytes(StandardCharsets.UTF_8));
    digest.update((byte) 0);
    byte[] hash = digest.digest(key.getBytes(StandardCharsets.UTF_8));
    return new Ulid(timestampMillis, Arrays.copyOf(hash, DERIVED_BYTES));
  }

  /** The smallest id of a millisecond, for ranges of time: {@code from <= id < to}. */
  public static Ulid first(long timestampMillis) {
    return Ulid.min(timestampMillis);
  }

  /**
   * The id that the text writes, or null. The upper-case form is read here, because the library
   * copies the text several times; it decides about all other forms.
   */
  static @Nullable Ulid parse(String text) {
    if (text.length() != Ulid.ULID_CHARS) {
      return null;
    }
    Ulid id = parseUpperCase(text.getBytes(StandardCharsets.ISO_8859_1), 0);
    return id == null && Ulid.isValid(text) ? Ulid.from(text) : id;
  }

  /** The id in the 26 bytes from there on, or null where they do not have the upper-case form. */
  static @Nullable Ulid parseUpperCase(byte[] text, int start) {
    long time = digits(text, start, start + 10);
    long high = digits(text, start + 10, start + 18);
    long low = digits(text, start + 18, start + 26);
    return (time | high | low) >= 0 && time >>> 48 == 0
        ? new Ulid(time << 16 | high >>> 24, high << 40 | low)
        : null;
  }

  /** Five bits a character, or a negative number where one is not of the alphabet. */
  private static long digits(byte[] text, int from, int to) {
    long value = 0;
    for (int i = from; i < to; i++) {
      byte c = text[i];
      int digit = c >= 0 ? DIGITS[c] : -1;
      if (digit < 0) {
        return -1;
      }
      value = value << 5 | digit;
    }
    return value;
  }

  private static byte[] values(String alphabet) {
    byte[] values = new byte[128];
    Arrays.fill(values, (byte) -1);
    for (int i = 0; i < alphabet.length(); i++) {
      values[alphabet.charAt(i)] = (byte) i;
    }
    return values;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}

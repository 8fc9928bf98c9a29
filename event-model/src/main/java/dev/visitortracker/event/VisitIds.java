package dev.visitortracker.event;

import com.github.f4b6a3.ulid.Ulid;
import com.github.f4b6a3.ulid.UlidCreator;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * Makes the ids of visits: ULIDs (<a href="https://github.com/ulid/spec">specification</a>), 48
 * bits of time in ms and 80 bits that are random or derived.
 */
public final class VisitIds {
  /** The last moment that RFC 3339 can write; 48 bits would reach into the year 10889. */
  static final long MAX_TIME_MILLIS = 253_402_300_799_999L;

  private static final int DERIVED_BYTES = 10;

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

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}

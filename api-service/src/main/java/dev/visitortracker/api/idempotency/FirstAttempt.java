package dev.visitortracker.api.idempotency;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * What is remembered of the first attempt at an event, in 16 bytes.
 *
 * @param timeMillis the event's time
 * @param fingerprint the first 8 bytes of the body's SHA-256, or 0 where any body will do
 */
public record FirstAttempt(long timeMillis, long fingerprint) {
  public static FirstAttempt of(long timeMillis, byte[] body) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(body);
      return new FirstAttempt(timeMillis, ByteBuffer.wrap(hash).getLong());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  public static FirstAttempt ofAnyBody(long timeMillis) {
    return new FirstAttempt(timeMillis, 0);
  }

  /** The inverse of {@link #bytes}. */
  public static FirstAttempt read(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return new FirstAttempt(buffer.getLong(), buffer.getLong());
  }

  public byte[] bytes() {
    return ByteBuffer.allocate(2 * Long.BYTES).putLong(timeMillis).putLong(fingerprint).array();
  }
}

package dev.visitortracker.api.cache;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A kept value with its time and a checksum, so that anything else under the key is told apart.
 *
 * @param readAt when it was read from the database, by the clock of the instance that did
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares envelopes.
record Envelope(Instant readAt, byte[] value) {
  private static final int HEADER_BYTES = Integer.BYTES + Long.BYTES;

  /** Checksum, time, value. */
  byte[] bytes() {
    ByteBuffer bytes = ByteBuffer.allocate(HEADER_BYTES + value.length);
    bytes.position(Integer.BYTES);
    bytes.putLong(readAt.toEpochMilli()).put(value);
    return bytes.putInt(0, checksum(bytes.array())).array();
  }

  /** The envelope again, or null where the bytes are none. */
  static @Nullable Envelope of(byte[] bytes) {
    if (bytes.length < HEADER_BYTES || ByteBuffer.wrap(bytes).getInt() != checksum(bytes)) {
      return null;
    }
    ByteBuffer rest = ByteBuffer.wrap(bytes, Integer.BYTES, bytes.length - Integer.BYTES);
    Instant readAt = Instant.ofEpochMilli(rest.getLong());
    byte[] value = new byte[rest.remaining()];
    rest.get(value);
    return new Envelope(readAt, value);
  }

  private static int checksum(byte[] bytes) {
    var sum = new CRC32C();
    sum.update(bytes, Integer.BYTES, bytes.length - Integer.BYTES);
    return (int) sum.getValue();
  }
}

package dev.visitortracker.api.query;

import dev.visitortracker.api.cache.Codec;
import dev.visitortracker.api.replica.ReadOutcome;
import dev.visitortracker.api.replica.Served;
import dev.visitortracker.api.replica.Unserved;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Keeps answers with the name of the node that gave them; that none did is not kept. */
final class OutcomeCodec implements Codec<ReadOutcome<byte[]>> {
  /** Stands behind the name, and in none. */
  private static final byte SEPARATOR = '\n';

  @Override
  public byte @Nullable [] encode(ReadOutcome<byte[]> outcome) {
    return switch (outcome) {
      case Served<byte[]> served -> encode(served.servedBy(), served.value());
      case Unserved<byte[]> unserved -> null;
    };
  }

  @Override
  public @Nullable ReadOutcome<byte[]> decode(byte[] bytes) {
    int end = 0;
    while (end < bytes.length && bytes[end] != SEPARATOR) {
      end++;
    }
    return end == bytes.length
        ? null
        : new Served<>(
            Arrays.copyOfRange(bytes, end + 1, bytes.length),
            new String(bytes, 0, end, StandardCharsets.UTF_8));
  }

  private static byte[] encode(String servedBy, byte[] body) {
    byte[] name = (servedBy + '\n').getBytes(StandardCharsets.UTF_8);
    byte[] bytes = Arrays.copyOf(name, name.length + body.length);
    System.arraycopy(body, 0, bytes, name.length, body.length);
    return bytes;
  }
}

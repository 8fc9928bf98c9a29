package dev.visitortracker.api.cache;

import org.jspecify.annotations.Nullable;

/** What of the values is kept, and how. */
public interface Codec<T> {
  /** The value as bytes, or null where it must not be kept. */
  byte @Nullable [] encode(T value);

  /** The value again, or null where the bytes are none. */
  @Nullable T decode(byte[] bytes);
}

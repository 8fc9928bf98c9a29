package dev.visitortracker.perf.attack;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One request of a mix.
 *
 * @param kind its name in the file of objectives
 * @param body each character is a byte
 */
record Request(
    String kind, String method, String path, @Nullable String contentType, @Nullable String body) {
  /** The body as it is sent. */
  byte[] bytes() {
    return body == null ? new byte[0] : body.getBytes(StandardCharsets.ISO_8859_1);
  }
}

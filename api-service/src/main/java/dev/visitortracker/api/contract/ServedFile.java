package dev.visitortracker.api.contract;

import dev.visitortracker.api.http.ETags;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerResponse;

/** Bytes that do not change while the service runs, held in memory so that no read blocks. */
final class ServedFile {
  private final byte[] body;
  private final MediaType type;
  private final Duration maxAge;
  private final String tag;

  /**
   * @param maxAge how long caches may keep it before they ask again
   */
  ServedFile(byte[] body, MediaType type, Duration maxAge) {
    this.body = body;
    this.type = type;
    this.maxAge = maxAge;
    this.tag = ETags.of(body);
  }

  /** A file of {@code resources/docs}. */
  static ServedFile ofDocs(String name, MediaType type, Duration maxAge) {
    try {
      byte[] body = new ClassPathResource("docs/" + name).getContentAsByteArray();
      return new ServedFile(body, type, maxAge);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  ServerResponse.BodyBuilder head() {
    return ServerResponse.ok()
        .contentType(type)
        .cacheControl(CacheControl.maxAge(maxAge))
        .eTag(tag);
  }

  byte[] body() {
    return body;
  }
}

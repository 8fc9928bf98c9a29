package dev.visitortracker.api.query;

import dev.visitortracker.api.http.ETags;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Statistics as they are answered.
 *
 * @param eTag with its quotes, as the header has it
 * @param storedAt when the newest batch that they show was stored, null where they do not say
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares contents.
public record Content(byte[] json, String eTag, @Nullable Instant storedAt) {
  /** Content with an ETag of all its bytes. */
  public static Content of(CharSequence json) {
    byte[] bytes = bytes(json);
    return new Content(bytes, ETags.of(bytes), null);
  }

  public static byte[] bytes(CharSequence json) {
    return json.toString().getBytes(StandardCharsets.UTF_8);
  }
}

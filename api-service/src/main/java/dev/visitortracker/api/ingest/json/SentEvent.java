package dev.visitortracker.api.ingest.json;

import dev.visitortracker.api.idempotency.FirstAttempt;
import dev.visitortracker.api.ingest.request.IngestRequest;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A body that has arrived, and how it is read. */
@SuppressWarnings("ArrayRecordComponent") // Read, never compared.
record SentEvent(byte[] body, IngestRequest request, JsonBodyReader reader) {
  /** Whether the request names a key. */
  boolean hasHeader() {
    return request.idempotencyKey() != null;
  }

  /** Whether the event has a key of its own. */
  boolean hasKey() {
    return reader.hasKeys();
  }

  /**
   * @param time of an event that says none; null: such an event is refused
   */
  JsonBody readAt(@Nullable Instant time) {
    return reader.read(body, request.defaults(time));
  }

  /** What is to be remembered; whoever names an event by source and id may say more of it later. */
  FirstAttempt attemptAt(long timeMillis) {
    return hasHeader() ? FirstAttempt.of(timeMillis, body) : FirstAttempt.ofAnyBody(timeMillis);
  }
}

package dev.visitortracker.api.ingest.json;

import dev.visitortracker.api.idempotency.IdempotencyStatus;
import org.jspecify.annotations.Nullable;

/**
 * A body as it was read, and what is known of attempts before it.
 *
 * @param repetition null where the sender did not ask
 */
record Attempt(JsonBody body, @Nullable IdempotencyStatus repetition) {}

/**
 * What is remembered of the first attempt at an event, so that all attempts are one visit. Start
 * with {@link dev.visitortracker.api.idempotency.IdempotencyStore}.
 */
@NullMarked
package dev.visitortracker.api.idempotency;

import org.jspecify.annotations.NullMarked;

/**
 * {@code GET /visits/stream}: visits as server-sent events when they become visible. Start with
 * {@link dev.visitortracker.api.query.stream.StreamHandler}.
 */
@NullMarked
package dev.visitortracker.api.query.stream;

import org.jspecify.annotations.NullMarked;

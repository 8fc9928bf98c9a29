/**
 * Keeps answers that many ask for in Redis, for a moment; never needed. Start with {@link
 * dev.visitortracker.api.cache.ReadCache}.
 */
@NullMarked
package dev.visitortracker.api.cache;

import org.jspecify.annotations.NullMarked;

package dev.visitortracker.api.query.stats;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Everything about the visits that the rollups and the watermarks tell.
 *
 * @param total of all times
 * @param minutes the newest ones
 * @param committedAt when the worker last stored something that this database shows, or null where
 *     it never has
 */
record Summary(Counts total, Minutes minutes, @Nullable Instant committedAt) {}

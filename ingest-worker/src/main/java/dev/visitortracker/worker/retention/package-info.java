/**
 * Removes months of visits that are older than what is to be kept. Start with {@link
 * dev.visitortracker.worker.retention.Retention}.
 */
@NullMarked
package dev.visitortracker.worker.retention;

import org.jspecify.annotations.NullMarked;

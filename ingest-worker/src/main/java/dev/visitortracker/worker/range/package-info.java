/**
 * Reads given offsets of a topic once, for commands. Start with {@link
 * dev.visitortracker.worker.range.RangeReader}.
 */
@NullMarked
package dev.visitortracker.worker.range;

import org.jspecify.annotations.NullMarked;

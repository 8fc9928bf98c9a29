/**
 * Stage 1: records in, ordered per partition, from the watermarks on. Start with {@link
 * dev.visitortracker.worker.consume.BatchSource}.
 */
@NullMarked
package dev.visitortracker.worker.consume;

import org.jspecify.annotations.NullMarked;

/**
 * Stage 1: records in, ordered per partition, from the position that PostgreSQL holds. Start with
 * {@link dev.visitortracker.worker.consume.BatchSource}.
 */
@NullMarked
package dev.visitortracker.worker.consume;

import org.jspecify.annotations.NullMarked;

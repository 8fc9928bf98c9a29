/**
 * How far each partition has been stored; PostgreSQL is the authority. Start with {@link
 * dev.visitortracker.worker.progress.Watermarks}.
 */
@NullMarked
package dev.visitortracker.worker.progress;

import org.jspecify.annotations.NullMarked;

/**
 * Connections, statements and errors of the PostgreSQL primary. Start with {@link
 * dev.visitortracker.worker.primary.PrimaryDatabase}.
 */
@NullMarked
package dev.visitortracker.worker.primary;

import org.jspecify.annotations.NullMarked;

/**
 * Finds out whether anything is missing: compares the API, Kafka, the watermarks and the rows.
 * Start with {@link dev.visitortracker.worker.audit.Audit}.
 */
@NullMarked
package dev.visitortracker.worker.audit;

import org.jspecify.annotations.NullMarked;

/**
 * Whether anything is missing: Kafka, the watermarks, the rows and the rollups side by side. Start
 * with {@link dev.visitortracker.worker.audit.Audit}.
 */
@NullMarked
package dev.visitortracker.worker.audit;

import org.jspecify.annotations.NullMarked;

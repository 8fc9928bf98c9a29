/**
 * The names of all metrics. Start with {@link dev.visitortracker.worker.telemetry.WorkerMetrics}.
 */
@NullMarked
package dev.visitortracker.worker.telemetry;

import org.jspecify.annotations.NullMarked;

/**
 * Jobs that run beside ingest and keep the tables in shape. Start with {@link
 * dev.visitortracker.worker.upkeep.Upkeep}.
 */
@NullMarked
package dev.visitortracker.worker.upkeep;

import org.jspecify.annotations.NullMarked;

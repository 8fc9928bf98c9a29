/**
 * Migrations and the partitions of the events table. Start with {@link
 * dev.visitortracker.worker.schema.VisitPartitions}.
 */
@NullMarked
package dev.visitortracker.worker.schema;

import org.jspecify.annotations.NullMarked;

/**
 * The database schema and the topics: migrations, and the partitions of the table of visits. Start
 * with {@link dev.visitortracker.worker.schema.VisitPartitions}.
 */
@NullMarked
package dev.visitortracker.worker.schema;

import org.jspecify.annotations.NullMarked;

/**
 * The ingest worker: Kafka to PostgreSQL, each visit stored once. Start with {@link
 * dev.visitortracker.worker.IngestPipeline}.
 */
@NullMarked
package dev.visitortracker.worker;

import org.jspecify.annotations.NullMarked;

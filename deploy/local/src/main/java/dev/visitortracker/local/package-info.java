/**
 * The real stack on one machine: PostgreSQL with streaming replicas, Kafka, Redis and the service
 * jars as child processes. Open {@link dev.visitortracker.local.LocalStack} first.
 */
@NullMarked
package dev.visitortracker.local;

import org.jspecify.annotations.NullMarked;

/**
 * The PostgreSQL servers of the stack: one primary, and replicas that stream from it. Open {@link
 * dev.visitortracker.local.postgres.Database} first.
 */
@NullMarked
package dev.visitortracker.local.postgres;

import org.jspecify.annotations.NullMarked;

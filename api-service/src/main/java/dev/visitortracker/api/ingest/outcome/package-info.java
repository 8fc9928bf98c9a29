/**
 * What becomes of events and how their sender is told. Start with {@link
 * dev.visitortracker.api.ingest.outcome.CountingPublisher}.
 */
@NullMarked
package dev.visitortracker.api.ingest.outcome;

import org.jspecify.annotations.NullMarked;

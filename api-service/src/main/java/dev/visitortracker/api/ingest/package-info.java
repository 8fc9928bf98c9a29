/**
 * Takes visits that arrive by HTTP: reads the body, checks each event, has the good ones published
 * and answers what became of each. Start with {@link dev.visitortracker.api.ingest.IngestHandler}.
 */
@NullMarked
package dev.visitortracker.api.ingest;

import org.jspecify.annotations.NullMarked;

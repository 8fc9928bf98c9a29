/**
 * Bodies of lines: published as they arrive, with a report of how far it got. Start with {@link
 * dev.visitortracker.api.ingest.lines.StreamIngest}.
 */
@NullMarked
package dev.visitortracker.api.ingest.lines;

import org.jspecify.annotations.NullMarked;

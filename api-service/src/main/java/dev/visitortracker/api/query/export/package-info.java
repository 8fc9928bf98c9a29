/**
 * All visits of a query as one stream of NDJSON or CSV, in flat memory. Start with {@link
 * dev.visitortracker.api.query.export.Exports}.
 */
@NullMarked
package dev.visitortracker.api.query.export;

import org.jspecify.annotations.NullMarked;

/**
 * Bodies of JSON: read whole, checked whole, published at once. Start with {@link
 * dev.visitortracker.api.ingest.json.JsonIngest}.
 */
@NullMarked
package dev.visitortracker.api.ingest.json;

import org.jspecify.annotations.NullMarked;

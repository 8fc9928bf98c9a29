/**
 * Content codings of request bodies: expands what arrives compressed, piece by piece and within
 * bounds. Start with {@link dev.visitortracker.api.coding.BodyExpander}.
 */
@NullMarked
package dev.visitortracker.api.coding;

import org.jspecify.annotations.NullMarked;

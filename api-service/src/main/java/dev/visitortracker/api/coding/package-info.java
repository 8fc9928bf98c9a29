/**
 * Content codings: expands request bodies that arrive compressed, and compresses answers for who
 * asks for it, both piece by piece and within bounds. Start with {@link
 * dev.visitortracker.api.coding.BodyExpander} and {@code AnswerCompressor}.
 */
@NullMarked
package dev.visitortracker.api.coding;

import org.jspecify.annotations.NullMarked;

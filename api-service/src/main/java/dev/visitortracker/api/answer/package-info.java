/**
 * Answers that are written already. Start with {@link dev.visitortracker.api.answer.WrittenAnswer}.
 */
@NullMarked
package dev.visitortracker.api.answer;

import org.jspecify.annotations.NullMarked;

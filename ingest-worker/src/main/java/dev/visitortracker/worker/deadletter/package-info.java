/**
 * Keeps the records that could not be stored, with the reason, and puts them back. Start with
 * {@link dev.visitortracker.worker.deadletter.DeadLetters}.
 */
@NullMarked
package dev.visitortracker.worker.deadletter;

import org.jspecify.annotations.NullMarked;

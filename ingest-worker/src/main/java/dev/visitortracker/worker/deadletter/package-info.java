/**
 * What could not be stored, kept with its reason. Start with {@link
 * dev.visitortracker.worker.deadletter.DeadLetters}.
 */
@NullMarked
package dev.visitortracker.worker.deadletter;

import org.jspecify.annotations.NullMarked;

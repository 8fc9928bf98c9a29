/**
 * Stores a range of a topic once more, on the command of an operator. Start with {@link
 * dev.visitortracker.worker.replay.Replay}.
 */
@NullMarked
package dev.visitortracker.worker.replay;

import org.jspecify.annotations.NullMarked;

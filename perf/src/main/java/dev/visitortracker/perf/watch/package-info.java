/**
 * What the processes of the stack use and how far the workers are behind, over time. Start with
 * {@link dev.visitortracker.perf.watch.Watch}.
 */
@NullMarked
package dev.visitortracker.perf.watch;

import org.jspecify.annotations.NullMarked;

package dev.visitortracker.perf.journey;

/**
 * A probe that became visible.
 *
 * @param due when it was to be sent, in nanoseconds of {@link System#nanoTime}
 * @param nanos from then until every replica that ran showed it
 */
public record VisibleProbe(long due, long nanos) {}

/**
 * How much the whole journey can carry and how soon a visit is visible. Start with {@link
 * dev.visitortracker.perf.journey.Trial}.
 */
@NullMarked
package dev.visitortracker.perf.journey;

import org.jspecify.annotations.NullMarked;

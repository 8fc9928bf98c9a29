/**
 * Measurements beside their limit, in one run. Start with {@link
 * dev.visitortracker.perf.bench.Bench}.
 */
@NullMarked
package dev.visitortracker.perf.bench;

import org.jspecify.annotations.NullMarked;

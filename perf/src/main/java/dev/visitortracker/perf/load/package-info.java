/**
 * The visits that benchmarks and fault tests send. Start with {@link
 * dev.visitortracker.perf.load.Workload}.
 */
@NullMarked
package dev.visitortracker.perf.load;

import org.jspecify.annotations.NullMarked;

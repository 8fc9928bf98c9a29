/**
 * The visits that benchmarks and fault tests send, and the load of HTTP requests that carries them.
 * Start with {@link dev.visitortracker.perf.load.Workload} and {@link
 * dev.visitortracker.perf.load.HttpLoad}.
 */
@NullMarked
package dev.visitortracker.perf.load;

import org.jspecify.annotations.NullMarked;

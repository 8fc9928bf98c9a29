/** Finds blocked event loops in the integration tests of both services. */
@NullMarked
package dev.visitortracker.blocking;

import org.jspecify.annotations.NullMarked;

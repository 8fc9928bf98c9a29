/**
 * What runs from the start of the service to its end; the only place that subscribes. Start with
 * {@link dev.visitortracker.api.lifecycle.Repeating}.
 */
@NullMarked
package dev.visitortracker.api.lifecycle;

import org.jspecify.annotations.NullMarked;

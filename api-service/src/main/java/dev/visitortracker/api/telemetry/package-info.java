/**
 * The names and meanings of all metrics. Start with {@link
 * dev.visitortracker.api.telemetry.Metrics}.
 */
@NullMarked
package dev.visitortracker.api.telemetry;

import org.jspecify.annotations.NullMarked;

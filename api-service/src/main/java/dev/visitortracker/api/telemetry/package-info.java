/**
 * The names and meanings of all metrics. Start with {@link\n *
 * dev.visitortracker.api.telemetry.Metrics}.
 */
@NullMarked
package dev.visitortracker.api.telemetry;

import org.jspecify.annotations.NullMarked;

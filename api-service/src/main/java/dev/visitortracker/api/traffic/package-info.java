/**
 * Records the answers of this service as visits of its own site. Start with {@link
 * dev.visitortracker.api.traffic.TrafficFilter}.
 */
@NullMarked
package dev.visitortracker.api.traffic;

import org.jspecify.annotations.NullMarked;

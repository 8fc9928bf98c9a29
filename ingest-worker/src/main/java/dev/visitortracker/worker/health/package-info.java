/**
 * Whether this worker is alive and making progress. Start with {@link
 * dev.visitortracker.worker.health.HealthRoutes}.
 */
@NullMarked
package dev.visitortracker.worker.health;

import org.jspecify.annotations.NullMarked;

/**
 * Answers whether this worker lives, whether it writes, and what it waits for. Start with {@link
 * dev.visitortracker.worker.health.HealthRoutes}.
 */
@NullMarked
package dev.visitortracker.worker.health;

import org.jspecify.annotations.NullMarked;

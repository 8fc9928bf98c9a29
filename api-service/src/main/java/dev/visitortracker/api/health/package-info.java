/**
 * Whether this instance lives, and whether it can do its work. Start with {@link
 * dev.visitortracker.api.health.HealthHandler}.
 */
@NullMarked
package dev.visitortracker.api.health;

import org.jspecify.annotations.NullMarked;

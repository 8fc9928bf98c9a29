/**
 * {@code GET /visits/{id}/journey}: how far one visit is. Start with {@link
 * dev.visitortracker.api.query.journey.JourneyHandler}.
 */
@NullMarked
package dev.visitortracker.api.query.journey;

import org.jspecify.annotations.NullMarked;

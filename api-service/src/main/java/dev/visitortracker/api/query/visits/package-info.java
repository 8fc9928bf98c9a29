/**
 * {@code GET /visits} and {@code GET /visits/{id}}: pages of visits and single ones. Start with
 * {@link dev.visitortracker.api.query.visits.VisitsHandler}.
 */
@NullMarked
package dev.visitortracker.api.query.visits;

import org.jspecify.annotations.NullMarked;

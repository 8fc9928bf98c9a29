/**
 * {@code GET /stats} and below: counts, time series, visitors and rankings. Start with {@link
 * dev.visitortracker.api.query.stats.StatsHandler}.
 */
@NullMarked
package dev.visitortracker.api.query.stats;

import org.jspecify.annotations.NullMarked;

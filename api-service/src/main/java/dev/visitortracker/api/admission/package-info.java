/**
 * What this instance may hold at the same time. Start with {@link
 * dev.visitortracker.api.admission.ByteBudget} and {@link
 * dev.visitortracker.api.admission.ConcurrencyLimit}.
 */
@NullMarked
package dev.visitortracker.api.admission;

import org.jspecify.annotations.NullMarked;

/**
 * Answers reads: parameters to a statement, rows to a page. Start with {@link
 * dev.visitortracker.api.query.VisitsHandler}.
 */
@NullMarked
package dev.visitortracker.api.query;

import org.jspecify.annotations.NullMarked;

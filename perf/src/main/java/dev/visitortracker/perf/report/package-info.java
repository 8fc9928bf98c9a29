/**
 * What was measured, as figures, JSON and a page with plots. Start with {@link
 * dev.visitortracker.perf.report.Figure}.
 */
@NullMarked
package dev.visitortracker.perf.report;

import org.jspecify.annotations.NullMarked;

package dev.visitortracker.worker.retention;

/**
 * A partition that retention dropped.
 *
 * @param rows how many visits it held
 * @param counted how many visits were taken out of the rollup; the same, or the rollup was wrong
 */
public record RemovedMonth(String table, long rows, long counted) {}

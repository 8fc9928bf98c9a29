package dev.visitortracker.worker.retention;

import java.time.Instant;

/**
 * A partition that is older than what is to be kept.
 *
 * @param table its name
 * @param from the time of its first possible visit
 * @param to the time at which the next month begins
 * @param visits how many it holds by the rollup, which is exact
 * @param estimatedRows how many PostgreSQL's statistics guess; 0 before the first ANALYZE
 * @param sizeInBytes on disk, with its indexes
 */
public record ExpiringMonth(
    String table, Instant from, Instant to, long visits, long estimatedRows, long sizeInBytes) {}

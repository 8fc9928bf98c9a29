package dev.visitortracker.api.query;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Bounds of reads.
 *
 * @param defaultPerPage visits on a page that does not say
 * @param maxPerPage most visits on a page
 * @param maxDepth how many visits page numbers reach; behind it only the cursor goes on, because
 *     PostgreSQL walks over every row that a page number skips
 * @param recentVisits visits that the statistics show
 */
public record QuerySettings(
    @Min(1) @DefaultValue("50") int defaultPerPage,
    @Min(1) @Max(5_000) @DefaultValue("500") int maxPerPage,
    @Min(1) @Max(100_000) @DefaultValue("10000") int maxDepth,
    @Min(1) @Max(100) @DefaultValue("10") int recentVisits) {
  public QuerySettings {
    if (defaultPerPage > maxPerPage || maxPerPage > maxDepth) {
      throw new IllegalArgumentException(
          "default-per-page, max-per-page and max-depth must not decrease in this order");
    }
  }
}

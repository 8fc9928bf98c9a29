package dev.visitortracker.api.query;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Bounds of reads.
 *
 * @param defaultPerPage visits on a page that does not say
 * @param maxPerPage most visits on a page
 * @param maxDepth how many visits page numbers reach; behind it only the cursor goes on, because
 *     PostgreSQL walks over every row that a page number skips
 * @param recentVisits visits that the statistics show
 * @param defaultBuckets buckets of a time series that does not say from when
 * @param maxBuckets most buckets of a time series
 * @param defaultVisitorDays days of visitors, where it is not said from when
 * @param maxVisitorDays most days whose visitors are counted at once; each is a sketch that is read
 *     and merged, and the last two are one for every partition
 * @param defaultTop values of a ranking that does not say how many
 * @param maxTop most values of a ranking
 * @param topSample newest visits that are counted for a ranking
 * @param topCounts counts of sites that a ranking of sites adds up, one for each site and partition
 *     of Kafka; beyond it the newest visits are counted, as for anything else
 * @param openMaxAge how long caches may keep what the next visit changes; 0: they must ask each
 *     time
 * @param closedAfter how long after its end a range counts as closed
 * @param closedMaxAge how long caches may keep a closed range, and so miss a visit that comes later
 * @param exportBatch visits that an export reads at once, and holds in memory
 * @param maxExports exports that run at the same time; beyond it 503
 * @param exportStall after which an export ends whose reader takes nothing
 * @param exportRetries attempts more at a batch that no database serves; then the answer breaks off
 * @param exportRetryPause between two of them
 */
public record QuerySettings(
    @Min(1) @DefaultValue("50") int defaultPerPage,
    @Min(1) @Max(5_000) @DefaultValue("500") int maxPerPage,
    @Min(1) @Max(100_000) @DefaultValue("10000") int maxDepth,
    @Min(1) @Max(100) @DefaultValue("10") int recentVisits,
    @Min(1) @DefaultValue("60") int defaultBuckets,
    @Min(1) @Max(20_000) @DefaultValue("1500") int maxBuckets,
    @Min(1) @DefaultValue("30") int defaultVisitorDays,
    @Min(1) @Max(3_660) @DefaultValue("92") int maxVisitorDays,
    @Min(1) @DefaultValue("10") int defaultTop,
    @Min(1) @Max(1_000) @DefaultValue("100") int maxTop,
    @Min(1) @Max(100_000) @DefaultValue("10000") int topSample,
    @Min(1) @Max(1_000_000) @DefaultValue("100000") int topCounts,
    @DurationMin @DefaultValue("1s") Duration openMaxAge,
    @DurationMin(minutes = 1) @DefaultValue("1d") Duration closedAfter,
    @DurationMin(seconds = 1) @DefaultValue("1d") Duration closedMaxAge,
    @Min(1) @Max(10_000) @DefaultValue("1000") int exportBatch,
    @Min(1) @Max(1_000) @DefaultValue("16") int maxExports,
    @DurationMin(seconds = 1) @DefaultValue("2m") Duration exportStall,
    @Min(0) @Max(1_000) @DefaultValue("10") int exportRetries,
    @DurationMin(millis = 1) @DefaultValue("1s") Duration exportRetryPause) {
  public QuerySettings {
    if (defaultPerPage > maxPerPage || maxPerPage > maxDepth) {
      throw new IllegalArgumentException(
          "default-per-page, max-per-page and max-depth must not decrease in this order");
    }
    if (defaultBuckets > maxBuckets || defaultTop > maxTop) {
      throw new IllegalArgumentException(
          "default-buckets and default-top must not be above max-buckets and max-top");
    }
    if (defaultVisitorDays > maxVisitorDays) {
      throw new IllegalArgumentException("default-visitor-days must not be above max-visitor-days");
    }
  }
}

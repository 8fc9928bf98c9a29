package dev.visitortracker.api.query.visits;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.visitortracker.api.replica.ReadTerms;
import java.time.Duration;
import reactor.core.publisher.Mono;

/**
 * The totals of queries that this instance has read a moment ago. A total is a second statement
 * beside that of the page, and would cost as much as the page itself.
 */
final class RecentTotals {
  /** About 2 MB. */
  private static final int MAX_TOTALS = 10_000;

  private final Cache<RollupSum, Long> totals;

  /**
   * @param ttl how old a total may be
   */
  RecentTotals(Duration ttl) {
    this.totals = Caffeine.newBuilder().expireAfterWrite(ttl).maximumSize(MAX_TOTALS).build();
  }

  /**
   * The total of the sum; after a write it is always read.
   *
   * @param read from a node that keeps the terms
   */
  Mono<Long> of(RollupSum sum, ReadTerms terms, Mono<Long> read) {
    Long recent = terms.isAfterAWrite() ? null : totals.getIfPresent(sum);
    return recent == null ? read.doOnNext(total -> totals.put(sum, total)) : Mono.just(recent);
  }
}

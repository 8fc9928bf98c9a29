package dev.visitortracker.api.cache;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How long statistics are kept, and how long they may be waited for.
 *
 * @param ttl how old an answer may be that is given as it is
 * @param staleWhileRevalidate how much older it may be while a new one is read; the sum of both is
 *     how late a visit can show in the statistics because of the cache
 * @param closedTtl the ttl of closed ranges
 * @param nearTtl how long an instance gives what it found in Redis without asking again, within the
 *     ttl; 0: it always asks
 * @param maxNear what the answers may take that are held for that, of each kind
 * @param deadline how long Redis may take for one lookup or one store
 * @param pause how long Redis is left alone after it missed the deadline or failed
 * @param lease how long the other instances leave a read to the one that has begun it; never longer
 *     than the ttl
 * @param leaseWait how long they wait for its result where they have nothing to give
 * @param maxFlights reads that others may join; beyond it each caller reads alone
 */
public record CacheSettings(
    @DurationMin(millis = 1) @DefaultValue("250ms") Duration ttl,
    @DurationMin @DefaultValue("250ms") Duration staleWhileRevalidate,
    @DurationMin(millis = 1) @DefaultValue("1m") Duration closedTtl,
    @DurationMin @DurationMax(minutes = 1) @DefaultValue("100ms") Duration nearTtl,
    @DefaultValue("8MB") DataSize maxNear,
    @DurationMin(millis = 1) @DurationMax(seconds = 1) @DefaultValue("5ms") Duration deadline,
    @DurationMin(millis = 1) @DefaultValue("1s") Duration pause,
    @DurationMin(millis = 1) @DefaultValue("250ms") Duration lease,
    @DurationMin(millis = 1) @DefaultValue("50ms") Duration leaseWait,
    @Min(1) @Max(100_000) @DefaultValue("1000") int maxFlights) {
  public CacheSettings {
    if (maxNear.toBytes() < 1 || maxNear.compareTo(DataSize.ofGigabytes(1)) > 0) {
      throw new IllegalArgumentException("max-near must be 1 byte to 1GB");
    }
    if (leaseWait.compareTo(lease) > 0) {
      throw new IllegalArgumentException("lease-wait must not be above lease");
    }
  }
}

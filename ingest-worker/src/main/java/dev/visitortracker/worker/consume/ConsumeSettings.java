package dev.visitortracker.worker.consume;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How records are read, {@code visitor-tracker.consume}. A batch is what one poll returns for a
 * lane, so the broker does the waiting and the first three bounds are the bounds of a batch.
 *
 * @param maxRecords the most records of one poll
 * @param maxBytes the most bytes that the broker returns at once, 1 KB to 1 GB
 * @param maxWait how long the broker may hold back a fetch that is smaller than {@code minBytes};
 *     it bounds the transactions in a second where visits trickle in, and delays each by as much
 * @param minBytes what a fetch waits for, at most {@code maxBytes}; 1 byte = nothing: a lone visit
 *     is stored at once, and at a few thousand visits a second each transaction holds a few dozen
 * @param lanes how many transactions run at once; a partition belongs to one lane
 * @param pollsInFlight how many polls wait in front of the lanes
 * @param groupId the consumer group, the same for all workers
 * @param sessionTimeout when a worker that fell silent loses its partitions
 * @param assignmentTimeout how long an assignment may wait for the watermarks, and for Kafka's
 *     offsets before and after them
 * @param stallTimeout how long a consumer with backlog may stand still before it is replaced, above
 *     {@code maxWait}
 */
public record ConsumeSettings(
    @Min(1) @Max(50_000) @DefaultValue("5000") int maxRecords,
    @DefaultValue("4MB") DataSize maxBytes,
    @DurationMin(millis = 1) @DurationMax(seconds = 10) @DefaultValue("100ms") Duration maxWait,
    @DefaultValue("1MB") DataSize minBytes,
    @Min(1) @Max(64) @DefaultValue("2") int lanes,
    @Min(1) @Max(64) @DefaultValue("2") int pollsInFlight,
    @NotBlank @DefaultValue("ingest-worker") String groupId,
    @DurationMin(seconds = 1) @DurationMax(minutes = 30) @DefaultValue("10s")
        Duration sessionTimeout,
    @DurationMin(millis = 100) @DurationMax(minutes = 1) @DefaultValue("5s")
        Duration assignmentTimeout,
    @DurationMin(seconds = 1) @DurationMax(hours = 1) @DefaultValue("30s") Duration stallTimeout) {
  private static final DataSize MIN_FETCH = DataSize.ofKilobytes(1);
  private static final DataSize MAX_FETCH = DataSize.ofGigabytes(1);

  public ConsumeSettings {
    if (maxBytes.compareTo(MIN_FETCH) < 0 || maxBytes.compareTo(MAX_FETCH) > 0) {
      throw new IllegalArgumentException("consume.max-bytes must be 1KB to 1GB");
    }
    if (minBytes.toBytes() < 1 || minBytes.compareTo(maxBytes) > 0) {
      throw new IllegalArgumentException(
          "consume.min-bytes must be 1B to consume.max-bytes, which is " + maxBytes);
    }
    if (stallTimeout.compareTo(maxWait) <= 0) {
      throw new IllegalArgumentException(
          "consume.stall-timeout must be above consume.max-wait, which is "
              + maxWait.toMillis()
              + "ms");
    }
  }
}

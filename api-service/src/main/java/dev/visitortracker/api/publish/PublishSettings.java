package dev.visitortracker.api.publish;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Bounds of the stage publish.
 *
 * @param maxInFlightRecords records that wait for an acknowledgement; beyond it callers are refused
 *     at once
 * @param deadline how long one call may take in all
 * @param deliveryTimeout after which the producer gives a record up; shorter than the deadline, so
 *     that a refused caller's record is not sent later
 * @param requestTimeout how long the producer waits for one answer of the broker
 * @param maxBlock how long the producer's thread may wait for metadata or buffer space
 * @param bufferMemory memory of records that are not sent yet
 * @param batchSize largest batch of a partition
 * @param linger how long a batch waits for company: each one costs the producer and the broker a
 *     request, however few records are in it
 * @param compression of batches
 * @param retryAfter what refused callers are told to wait
 * @param probeInterval how often the broker is asked whether it leads the topic's partitions
 * @param probeTimeout after which a probe counts as failed
 */
public record PublishSettings(
    @Min(1) @DefaultValue("40000") int maxInFlightRecords,
    @DurationMin(millis = 100) @DefaultValue("5s") Duration deadline,
    @DurationMin(millis = 100) @DefaultValue("4s") Duration deliveryTimeout,
    @DurationMin(millis = 100) @DefaultValue("2s") Duration requestTimeout,
    @DurationMin(millis = 1) @DurationMax(seconds = 1) @DefaultValue("1s") Duration maxBlock,
    @DefaultValue("32MB") DataSize bufferMemory,
    @DefaultValue("64KB") DataSize batchSize,
    @DurationMin @DurationMax(seconds = 1) @DefaultValue("2ms") Duration linger,
    @Pattern(regexp = "none|lz4|zstd|snappy|gzip") @DefaultValue("none") String compression,
    @DurationMin(seconds = 1) @DefaultValue("1s") Duration retryAfter,
    @DurationMin(millis = 50) @DefaultValue("500ms") Duration probeInterval,
    @DurationMin(millis = 50) @DefaultValue("2s") Duration probeTimeout) {
  public PublishSettings {
    if (deliveryTimeout.compareTo(deadline) >= 0) {
      throw new IllegalArgumentException("delivery-timeout must be shorter than deadline");
    }
    if (requestTimeout.compareTo(deliveryTimeout) > 0) {
      throw new IllegalArgumentException(
          "request-timeout must not be longer than delivery-timeout");
    }
  }
}

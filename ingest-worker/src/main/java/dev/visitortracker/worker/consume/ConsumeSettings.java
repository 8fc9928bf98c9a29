package dev.visitortracker.worker.consume;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How records are read. A batch is what one poll returns for a lane, so the broker does the waiting
 * and the first three bounds are the bounds of a batch.
 *
 * @param maxRecords the most records of one poll
 * @param maxBytes the most bytes that the broker returns at once
 * @param maxWait how long the broker may hold back a fetch that is smaller than {@code minBytes};
 *     it bounds the transactions in a second where visits trickle in, and delays each by as much
 * @param minBytes what a fetch waits for; 1 = nothing: a lone visit is stored at once, and at a few
 *     thousand visits a second each transaction holds a few dozen
 * @param lanes how many transactions run at once; a partition belongs to one lane
 * @param pollsInFlight how many polls wait in front of the lanes
 * @param groupId the consumer group, the same for all workers
 * @param sessionTimeout when a worker that fell silent loses its partitions
 * @param assignmentTimeout how long an assignment may wait for the watermarks, and for Kafka's
 *     offsets before and after them
 * @param stallTimeout how long a consumer with backlog may stand still before it is replaced
 */
@Validated
@ConfigurationProperties("visitor-tracker.consume")
public record ConsumeSettings(
    @Min(1) @Max(50_000) @DefaultValue("5000") int maxRecords,
    @DefaultValue("4MB") DataSize maxBytes,
    @DefaultValue("100ms") Duration maxWait,
    @DefaultValue("1MB") DataSize minBytes,
    @Min(1) @Max(64) @DefaultValue("2") int lanes,
    @Min(1) @Max(64) @DefaultValue("2") int pollsInFlight,
    @NotBlank @DefaultValue("ingest-worker") String groupId,
    @DefaultValue("10s") Duration sessionTimeout,
    @DefaultValue("5s") Duration assignmentTimeout,
    @DefaultValue("30s") Duration stallTimeout) {}

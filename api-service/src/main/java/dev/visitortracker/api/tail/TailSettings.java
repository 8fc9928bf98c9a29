package dev.visitortracker.api.tail;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Bounds of the live tail.
 *
 * @param maxSubscribers streams at the same time; beyond it 503
 * @param maxCatchUps of them that read what they have missed, each with a consumer of its own; the
 *     others wait for their turn
 * @param catchUpWait how long one waits for its turn; then 503
 * @param maxResume how far back a stream goes on, by the time at which Kafka took the records;
 *     older ones are skipped, and the stream says so
 * @param maxBuffer pieces that wait for a reader of a live stream, each of at most 4 KB or one
 *     visit; beyond it the stream leaves the others and catches up
 * @param heartbeat how long a stream is silent at most
 * @param stall after which a stream is broken off whose reader takes nothing, above heartbeat and
 *     catch-up-wait
 * @param maxRecords records of one poll, and about as many of each partition are held until the
 *     replicas show them
 * @param maxBytes of one answer of Kafka
 * @param maxHeld of the records that a reader holds until the replicas show them, over all
 *     partitions; each gets the same part, and one poll may go beyond it
 * @param pollInterval how often the replicas' positions are looked at, and how long Kafka waits for
 *     the next record
 * @param openTimeout how long each question may take that comes before the first record
 * @param retryAfter what refused subscribers are told to wait
 * @param reconnect how long a page waits before it comes back to a stream that has ended
 * @param maxAge how old a visit may be, as the worker has it in decode.max-age
 * @param maxAhead how far ahead of this machine's clock, as the worker has it in decode.max-ahead
 */
public record TailSettings(
    @Min(1) @Max(10_000) @DefaultValue("100") int maxSubscribers,
    @Min(1) @Max(100) @DefaultValue("8") int maxCatchUps,
    @DurationMin @DefaultValue("10s") Duration catchUpWait,
    @DurationMin @DefaultValue("1h") Duration maxResume,
    @Min(1) @Max(10_000) @DefaultValue("32") int maxBuffer,
    @DurationMin(millis = 100) @DefaultValue("15s") Duration heartbeat,
    @DurationMin(millis = 200) @DefaultValue("1m") Duration stall,
    @Min(1) @Max(10_000) @DefaultValue("500") int maxRecords,
    @DefaultValue("1MB") DataSize maxBytes,
    @DefaultValue("4MB") DataSize maxHeld,
    @DurationMin(millis = 1) @DurationMax(seconds = 1) @DefaultValue("25ms") Duration pollInterval,
    @DurationMin(millis = 100) @DefaultValue("5s") Duration openTimeout,
    @DurationMin(seconds = 1) @DefaultValue("5s") Duration retryAfter,
    @DurationMin(millis = 1) @DefaultValue("1s") Duration reconnect,
    @DurationMin(days = 1) @DefaultValue("18262d") Duration maxAge,
    @DurationMin @DefaultValue("1d") Duration maxAhead) {
  public TailSettings {
    if (maxHeld.compareTo(maxBytes) < 0) {
      throw new IllegalArgumentException("max-held must be at least max-bytes");
    }
    if (stall.compareTo(heartbeat) <= 0 || stall.compareTo(catchUpWait) <= 0) {
      throw new IllegalArgumentException("stall must be above heartbeat and catch-up-wait");
    }
  }
}

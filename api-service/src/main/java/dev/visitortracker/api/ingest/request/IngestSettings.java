package dev.visitortracker.api.ingest.request;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Bounds of the stage ingest.
 *
 * @param maxBody largest JSON object or array; streams of lines have no limit
 * @param maxArrayEvents most events in an array
 * @param maxBytesInFlight what is held of bodies that are read and of records that wait for Kafka,
 *     each with what it takes besides; beyond it whole bodies are refused and streams wait. At
 *     least 32 times {@code max-body}: a body must find room sixteen times over
 * @param retryAfter what a sender is told whose body finds no room
 * @param maxLine longest line of a stream; a longer one is rejected and the next one is read
 * @param maxRead most bytes of a body that arrive at once; reading them is the longest that one
 *     stream keeps an event loop
 * @param readsInFlight reads of one stream from the network whose lines wait for Kafka; the lines
 *     that one read completes are published together
 * @param maxListedRejections rejections that an answer lists; all of them are counted
 * @param bodyTimeout how long an object or array may take to arrive
 * @param stallTimeout how long a stream may send nothing; above the publisher's deadline, for as
 *     long as that a stream may not be asked for more
 * @param overloadPause how long a stream waits when too many events are in flight, before it asks
 *     again
 * @param overloadRetries how often it asks again
 * @param maxAge how old a visit may be
 * @param maxAhead how far ahead of our clock a visit may be
 */
public record IngestSettings(
    @DefaultValue("1MB") DataSize maxBody,
    @Min(1) @DefaultValue("10000") int maxArrayEvents,
    @DefaultValue("64MB") DataSize maxBytesInFlight,
    @DurationMin(millis = 1) @DefaultValue("1s") Duration retryAfter,
    @DefaultValue("64KB") DataSize maxLine,
    @DefaultValue("32KB") DataSize maxRead,
    @Min(1) @Max(64) @DefaultValue("4") int readsInFlight,
    @Min(0) @Max(100_000) @DefaultValue("1000") int maxListedRejections,
    @DurationMin(millis = 1) @DefaultValue("30s") Duration bodyTimeout,
    @DurationMin(millis = 1) @DefaultValue("30s") Duration stallTimeout,
    @DurationMin(millis = 1) @DefaultValue("100ms") Duration overloadPause,
    @Min(0) @DefaultValue("50") int overloadRetries,
    @DurationMin(seconds = 1) @DefaultValue("7305d") Duration maxAge,
    @DurationMin(millis = 0) @DefaultValue("5m") Duration maxAhead) {
  public IngestSettings {
    if (maxLine.toBytes() < 1 || maxLine.compareTo(maxBody) > 0) {
      throw new IllegalArgumentException("max-line must be 1 byte or more and at most max-body");
    }
    if (maxBody.toBytes() > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("max-body must be below 2GB");
    }
    if (maxBytesInFlight.toBytes() / 32 < maxBody.toBytes()) {
      throw new IllegalArgumentException(
          "max-bytes-in-flight must be at least 32 times max-body, which is " + maxBody);
    }
    if (maxRead.toBytes() < 1 || maxRead.compareTo(DataSize.ofMegabytes(1)) > 0) {
      throw new IllegalArgumentException("max-read must be 1 byte to 1MB");
    }
  }
}

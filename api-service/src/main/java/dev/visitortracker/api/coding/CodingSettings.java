package dev.visitortracker.api.coding;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Bounds of compressed bodies, and of answers that are compressed.
 *
 * @param maxExpanded most bytes that one compressed body may become
 * @param maxRatio most bytes that one compressed byte may become, on average over the body so far
 * @param ratioFrom below so many bytes the ratio is not looked at; above {@code ingest.max-body},
 *     an object or array is told of that limit first
 * @param maxZstdBodies zstd bodies that are read at the same time; each may hold a window of 8 MiB
 *     outside the heap
 * @param retryAfter what a sender is told who comes beyond that
 * @param minAnswer from so many bytes on an answer is compressed for who asks for it; one whose
 *     length is not known beforehand always is
 * @param maxCodedStreams answers of unknown length that are compressed at the same time; each may
 *     hold 1 MB outside the heap; one more is sent as it is
 */
public record CodingSettings(
    @DefaultValue("10GB") DataSize maxExpanded,
    @Min(1) @Max(100_000) @DefaultValue("200") int maxRatio,
    @DefaultValue("2MB") DataSize ratioFrom,
    @Min(1) @Max(1_000) @DefaultValue("16") int maxZstdBodies,
    @DurationMin(millis = 1) @DefaultValue("1s") Duration retryAfter,
    @DefaultValue("1KB") DataSize minAnswer,
    @Min(0) @Max(10_000) @DefaultValue("32") int maxCodedStreams) {
  public CodingSettings {
    if (maxExpanded.toBytes() < 1 || ratioFrom.isNegative() || minAnswer.isNegative()) {
      throw new IllegalArgumentException(
          "max-expanded must be 1 byte or more, ratio-from and min-answer 0 or more");
    }
  }
}

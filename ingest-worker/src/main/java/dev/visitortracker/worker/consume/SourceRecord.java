package dev.visitortracker.worker.consume;

import org.jspecify.annotations.Nullable;

/**
 * One record as Kafka has it.
 *
 * @param value the bytes, or null where the record has none
 * @param timestampMillis when the producer sent it, in ms since the epoch
 * @param traceparent W3C trace context of the request that sent the visit
 * @param redriveCount how often an operator has put it back from the dead letters
 */
@SuppressWarnings(
    "ArrayRecordComponent") // nobody writes to the value, and a copy for each record costs
public record SourceRecord(
    String topic,
    int partition,
    long offset,
    long timestampMillis,
    byte @Nullable [] value,
    @Nullable String traceparent,
    int redriveCount) {}

package dev.visitortracker.worker.progress;

/**
 * What became of the records of one range. {@code stored + duplicate + deadLettered} is the number
 * of records; it is less than the width of the range only where Kafka has no record at an offset
 * (transaction markers of foreign producers).
 */
public record Advance(OffsetRange range, long stored, long duplicate, long deadLettered) {}

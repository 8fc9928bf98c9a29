package dev.visitortracker.worker.progress;

/**
 * The offsets of one partition that a batch covers.
 *
 * @param partition the partition's number
 * @param from where the partition stood before, inclusive
 * @param to where it stands when the batch is stored: the offset to read next
 */
public record OffsetRange(int partition, long from, long to) {}

package dev.visitortracker.worker.consume;

import dev.visitortracker.worker.progress.OffsetRange;
import java.util.List;

/**
 * The records of one poll that go through the same lane, ordered by offset within each partition.
 *
 * @param lane which lane; the batches of a partition always take the same one, in order
 * @param topic where all records come from
 * @param ranges one for each partition in the batch; each starts where the partition's previous
 *     batch ended
 * @param acknowledgement tells Kafka that the batch is stored; a hint for lag tools, no more
 */
public record SourceBatch(
    int lane,
    String topic,
    List<SourceRecord> records,
    List<OffsetRange> ranges,
    Runnable acknowledgement) {}

package dev.visitortracker.worker.range;

import dev.visitortracker.worker.progress.OffsetRange;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What one poll of a {@link RangeReader} returned.
 *
 * @param records ordered by offset within each partition
 * @param covered one for each partition that moved on; wider than its records where Kafka has none
 *     at an offset
 */
public record RangePoll(List<ConsumerRecord<byte[], byte[]>> records, List<OffsetRange> covered) {}

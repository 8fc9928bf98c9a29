package dev.visitortracker.worker.replay;

import dev.visitortracker.worker.progress.OffsetRange;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A replay, with its range in offsets.
 *
 * @param topic where the records are
 * @param topicId Kafka's id of the topic, which a recreated topic does not share
 * @param name tells replays of the topic apart
 * @param ranges one for each partition
 */
public record ReplayPlan(String topic, String topicId, String name, List<OffsetRange> ranges) {
  private static final String MARK = "#replay:";

  public ReplayPlan {
    ranges = List.copyOf(ranges);
  }

  /** The topic of its rows in {@code ingest_watermark}. */
  public String key() {
    return topic + MARK + name;
  }

  /** How many offsets there are to read. */
  public long width() {
    return ranges.stream().mapToLong(OffsetRange::width).sum();
  }

  Map<Integer, Long> firstOffsets() {
    return ranges.stream().collect(Collectors.toMap(OffsetRange::partition, OffsetRange::from));
  }

  ReplayPlan withRanges(List<OffsetRange> left) {
    return new ReplayPlan(topic, topicId, name, left);
  }
}

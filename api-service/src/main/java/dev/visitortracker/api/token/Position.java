package dev.visitortracker.api.token;

import java.util.HashMap;
import java.util.Map;

/**
 * A place in the topic {@code visit-events}: everything before it, partition by partition.
 *
 * @param nextOffsets per partition the offset behind the last record; a partition that is not named
 *     is at 0, so what is unknown never counts as reached
 */
public record Position(Map<Integer, Long> nextOffsets) {
  /** Before every record. */
  public static final Position START = new Position(Map.of());

  public Position {
    nextOffsets = Map.copyOf(nextOffsets);
  }

  /** Whether everything before this position is before the other one, too. */
  public boolean isReachedBy(Position other) {
    return missingAt(other) == 0;
  }

  /** How many offsets the other one is behind this one, over all partitions. */
  public long missingAt(Position other) {
    return nextOffsets.entrySet().stream()
        .mapToLong(mine -> Math.max(0, mine.getValue() - other.nextOffset(mine.getKey())))
        .sum();
  }

  /** The union: all records before this position or the other one. */
  public Position and(Position other) {
    Map<Integer, Long> furthest = new HashMap<>(nextOffsets);
    other.nextOffsets.forEach(
        (partition, nextOffset) -> furthest.merge(partition, nextOffset, Math::max));
    return new Position(furthest);
  }

  /** The intersection: all records before both positions. */
  public Position common(Position other) {
    Map<Integer, Long> both = new HashMap<>(nextOffsets);
    both.keySet().retainAll(other.nextOffsets.keySet());
    both.replaceAll((partition, nextOffset) -> Math.min(nextOffset, other.nextOffset(partition)));
    return new Position(both);
  }

  /** The offset behind the last record of the partition, 0 where the position names none. */
  public long nextOffset(int partition) {
    return nextOffsets.getOrDefault(partition, 0L);
  }
}
